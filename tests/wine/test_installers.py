"""What Windows users are given, built, installed, used and removed under Wine: a genuine .exe on no genuine Windows."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from pbxdialer import __version__
from pbxdialer.desktop.link_handler import SCHEMES
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.waiting import await_condition
from tests.wine.user import NAME, RUN, UNINSTALL, WindowsUser, installed_as, of
from workshop.machine import ROOT
from workshop.windows.wine import Wine, windows_path

pytestmark = pytest.mark.longer
DOWNLOAD_MB = 26
PICTURE = ROOT / "build" / "windows-window.png"
CLASSES = r"HKCU\Software\Classes"
TEL = rf"{CLASSES}\tel\shell\open\command"
OPENED = ("tel", "pbxdialer", "pbxdialer.account", ".pbxdialer")
ACCOUNT_LINK = "pbxdialer:account?version=1&name=Support&url=https://pbx.example&project_id=7"


@pytest.fixture(scope="module")
def user(wine: Wine, windows_setup: Path) -> Iterator[WindowsUser]:
    user = of(wine)
    shutil.rmtree(user.profile, ignore_errors=True)  # of a run that did not come to its end
    yield user
    if user.programs.exists():
        user.command("--quit")
        removed(user, "/FORGET=everything")
    user.close()


@pytest.fixture(scope="module")
def before(user: WindowsUser) -> tuple[set[str], str]:
    """What was there before anything was installed: files, and the user's registry."""
    user.programs.parent.mkdir(parents=True, exist_ok=True)  # every Windows has this folder
    return user.files(), user.registry("HKCU")


@pytest.fixture(scope="module")
def installed(user: WindowsUser, windows_setup: Path, before: tuple[set[str], str]) -> WindowsUser:
    assert user.runs(windows_setup, "/S").code == 0
    return user


@pytest.fixture(scope="module")
def oracle() -> Iterator[PhpOracle]:
    with PhpOracle(BODY_SECRETS) as oracle:
        yield oracle


@pytest.fixture(scope="module")
def account_id(installed: WindowsUser, oracle: PhpOracle) -> str:
    return account_with_secrets(installed, "Sales", oracle.url)


def account_with_secrets(user: WindowsUser, name: str, url: str) -> str:
    """Have the installed program make an account, its secrets in Windows Credential Manager, and return its id."""
    where = ("--url", url, "--project", "1", "--type", "user", "--destination", "ionescu")
    added = user.command(
        *("account", "add", name, *where, "--numbers", "national", "--secrets-from-stdin"),
        stdin=json.dumps(asdict(BODY_SECRETS)),
    )
    assert added.code == 0, added.text
    return str(json.loads(user.command("account", "show", name, "--json").text)["id"])


def starts_at_login(user: WindowsUser) -> object:
    """Return what the installed program says of itself, which is what Windows' own registry says."""
    told = json.loads(user.command("login", "status", "--json").text)["starts_at_login"]
    assert told == (NAME in user.values(rf"HKCU\{RUN}"))
    return told


def secret_item(user: WindowsUser, account_id: str) -> str:
    """Return the item in Windows Credential Manager, as Windows' own Python finds it."""
    ask = "import keyring.backends.Windows as w, sys; "
    ask += "print(ascii(w.WinVaultKeyring().get_password('pbxdialer', sys.argv[1])))"
    return user.wine.run("-c", ask, account_id).strip()


def test_the_download_is_small_enough(windows_setup: Path) -> None:
    assert windows_setup.stat().st_size / 1e6 <= DOWNLOAD_MB


def test_a_silent_install_brings_menu_links_and_an_entry_to_remove_it(installed: WindowsUser) -> None:
    entry = installed.values(UNINSTALL)
    assert (entry["DisplayName"], entry["DisplayVersion"]) == (NAME, __version__)
    assert entry["InstallLocation"] == installed_as(installed.programs)
    assert (installed.menu / f"{NAME}.lnk").exists()
    schemes = json.loads(installed.command("links", "status", "--json").text)["schemes"]
    assert {scheme: found["ours"] for scheme, found in schemes.items()} == dict.fromkeys(SCHEMES, True)
    program = installed_as(installed.programs / "pbxdialer.exe")
    assert installed.values(TEL)[""] == f'"{program}" "%1"'
    assert starts_at_login(installed) is False


def test_files_and_links_that_set_up_an_account_are_the_programs_own(installed: WindowsUser) -> None:
    program = installed_as(installed.programs / "pbxdialer.exe")
    assert installed.values(rf"{CLASSES}\.pbxdialer")[""] == "pbxdialer.account"
    for name in ("pbxdialer.account", "pbxdialer"):
        assert installed.values(rf"{CLASSES}\{name}\shell\open\command")[""] == f'"{program}" "%1"'
    assert installed.values(rf"{CLASSES}\pbxdialer")["URL Protocol"] == ""


def test_the_self_test_passes_in_the_installed_program(installed: WindowsUser) -> None:
    said = installed.command("self-test", "--json")
    found = json.loads(said.text)
    assert [part for part in found["parts"] if not part["good"]] == []
    assert (said.code, found["frozen"], found["version"]) == (0, True, __version__)
    parts = {part["part"]: part["found"] for part in found["parts"]}
    assert parts["keyring"] == "Windows Credential Manager, round trip done"
    assert parts["window system"].endswith(", windows")
    assert parts["phone links"] == f"tel: {NAME}, callto: {NAME}, sip: {NAME}"


def test_secrets_from_credential_manager_sign_a_call_that_php_accepts(
    installed: WindowsUser, account_id: str, oracle: PhpOracle
) -> None:
    assert "api_key" in secret_item(installed, account_id)
    told = installed.command("dial", "+40 722 123 456", "--json")
    assert json.loads(told.text.splitlines()[-1])["state"] == "RINGING_AGENT", told.text
    (seen,) = oracle.originates()
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"


def test_a_link_reaches_the_running_program_and_an_upgrade_ends_it_and_starts_it_again(
    installed: WindowsUser, windows_setup: Path, account_id: str, oracle: PhpOracle
) -> None:
    # WORKAROUND Wine's HKEY_CLASSES_ROOT does not show the user's own classes
    for name in OPENED:
        installed.wine.registry("copy", rf"{CLASSES}\{name}", rf"HKLM\Software\Classes\{name}", "/s", "/f")
    calls = len(oracle.originates())
    window = installed.opens_the_window()
    try:
        installed.takes_a_picture(PICTURE)
        installed.runs("start", "tel:+40%20744-000-111")
        await_condition(lambda: "a link came" in installed.diary(), 60, "the link")
        assert len(oracle.originates()) == calls, "a link calls nobody"
        file = installed.drive / "support.pbxdialer"
        file.write_text("{}")
        for came, opened in enumerate((f"{ACCOUNT_LINK}&destination.kind=user&destination.name=x", windows_path(file))):
            installed.runs("start", opened)
            await_condition(lambda came=came: installed.diary().count("an account came") == came + 1, 60, "the account")
        assert "Support" not in installed.command("account", "list").text, "it is asked about, not taken"

        stale = installed.programs / "_internal" / "of an older version.txt"
        stale.touch()
        opened = installed.diary().count("open for business")
        assert installed.leaves_running(windows_setup, "/S", "/LOGIN=1") == 0
        assert window.wait(30) == 0, "it ended by itself"
        assert not stale.exists()
        installed.sees_another_window(opened)
        assert starts_at_login(installed) is True
        assert installed.command("--quit").code == 0
    finally:
        for name in OPENED:
            installed.wine.registry("delete", rf"HKLM\Software\Classes\{name}", "/f")
        window.kill()
        window.communicate()


def test_a_program_that_does_not_end_is_left_alone_and_nothing_changes(
    installed: WindowsUser, windows_setup: Path, tmp_path: Path
) -> None:
    stale = installed.programs / "_internal" / "of this version.txt"
    stale.touch()
    diary = tmp_path / "profile" / "logs" / "pbxdialer.log"
    program, profile = installed.programs / "pbxdialer.exe", ("--data-dir", windows_path(tmp_path / "profile"))
    other = installed.wine.start(program, *profile)
    try:
        await_condition(lambda: diary.exists() and "open for business" in diary.read_text(), 90, "the other window")
        assert installed.runs(windows_setup, "/S").code == 3
        assert stale.exists()
        assert other.poll() is None
        assert installed.runs(program, *profile, "--quit").code == 0
        assert other.wait(30) == 0
    finally:
        other.kill()
        other.communicate()


def test_links_and_login_are_as_the_command_line_says(installed: WindowsUser, windows_setup: Path) -> None:
    assert installed.runs(windows_setup, "/S", "/LINKS=0").code == 0
    assert installed.registry(TEL) == "", "what an earlier install had claimed is given back"
    assert installed.runs(windows_setup, "/S", "/LINKS=1").code == 0
    assert installed.registry(TEL) != ""
    assert starts_at_login(installed) is True, "what was chosen before holds where nothing is said"
    assert installed.runs(windows_setup, "/S", "/LOGIN=0").code == 0
    assert starts_at_login(installed) is False


def removed(user: WindowsUser, *words: str) -> None:
    """Remove the program, which goes on when the uninstaller itself has ended: it works from a copy."""
    assert user.runs(user.programs / "uninstall.exe", "/S", *words).code == 0
    await_condition(lambda: not user.programs.exists(), 90, "the removal")
    await_condition(lambda: not user.registry(UNINSTALL), 30, "the end of the removal")


def test_a_silent_removal_takes_the_secrets_along_and_keeps_the_data(
    installed: WindowsUser, windows_setup: Path, account_id: str
) -> None:
    assert secret_item(installed, account_id) != "None"
    removed(installed)
    assert secret_item(installed, account_id) == "None"
    assert installed.runs(windows_setup, "/S").code == 0
    assert "Sales" in installed.command("account", "list").text


def test_a_removal_of_everything_leaves_no_files_keys_shortcuts_or_secrets(
    installed: WindowsUser, oracle: PhpOracle, before: tuple[set[str], str]
) -> None:
    """The last one of the module: it takes the program away."""
    account = account_with_secrets(installed, "Support", oracle.url)
    assert secret_item(installed, account) != "None"
    removed(installed, "/FORGET=everything")
    assert secret_item(installed, account) == "None"
    files, registry = before
    assert installed.files() - files == set()
    assert ours_in(installed.registry("HKCU")) == ours_in(registry) == []


def ours_in(registry: str) -> list[str]:
    """Return the lines of an exported registry that speak of the program."""
    return [line for line in registry.splitlines() if re.search(r"pbx.?dialer", line, re.IGNORECASE)]
