"""The frozen program at work: a real screen, a real keyring, real PHP, and no Python of the checkout."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pbxdialer import __version__
from tests.frozen.conftest import Built
from tests.gui.test_on_a_real_screen import Desktop
from tests.php_oracle import BODY_SECRETS, PhpOracle
from tests.screen import Screen
from tests.secret_service import SecretService
from tests.waiting import await_condition

pytestmark = pytest.mark.longer
PARTS = {
    *("history", "contacts", "keyring", "trusted issuers", "a call on the demo PBX", "phone links"),
    *("window system", "fonts", "styles", "icons", "languages", "tray"),
}


def _linked(source: str, target: str) -> None:
    """Link a file instead of copying it; the program itself has to lie where its folder is."""
    if Path(source).name == "pbxdialer":
        shutil.copy2(source, target)
    else:
        Path(target).symlink_to(source)


@pytest.fixture
def desktop(built: Built, screen: Screen, secret_service: SecretService, tmp_path: Path) -> Iterator[Desktop]:
    with PhpOracle(BODY_SECRETS, workers=2) as oracle:
        desktop = Desktop(screen, secret_service, oracle, tmp_path, built.words)
        yield desktop
        desktop.close()


def test_the_self_test_passes_in_the_frozen_program_with_a_screen_and_a_keyring(desktop: Desktop) -> None:
    begun = time.monotonic()
    found = json.loads(desktop.command("self-test", "--json"))
    assert time.monotonic() - begun < 10
    parts = {part["part"]: part["found"] for part in found["parts"]}
    assert (found["good"], found["frozen"], found["version"]) == (True, True, __version__)
    assert set(parts) == PARTS
    assert parts["keyring"] == "Secret Service, round trip done"
    assert parts["a call on the demo PBX"] == "signed, sent, accepted"
    assert parts["window system"].endswith(", xcb")
    assert parts["languages"] == "en, ro"


@pytest.mark.parametrize(
    ("lost", "part"),
    [("resources/locale/ro", "languages"), ("resources/style.qss", "styles"), ("PySide6/Qt/plugins", "window system")],
)
def test_the_self_test_tells_what_is_broken(built: Built, tmp_path: Path, lost: str, part: str) -> None:
    broken = tmp_path / "pbxdialer"
    shutil.copytree(built.program, broken, copy_function=_linked)  # no copies: the canary would read all of them
    gone = broken / "_internal" / lost
    shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
    done = subprocess.run(
        [str(broken / "pbxdialer"), "self-test", "--json", "--data-dir", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["good"] is False
    assert [bad["part"] for bad in found["parts"] if not bad["good"]] == [part]


def test_a_dial_from_the_frozen_command_line_reaches_php_with_a_valid_signature(desktop: Desktop) -> None:
    desktop.prepare()
    told = desktop.command("dial", "+40 722 123 456", "--json")
    assert json.loads(told.splitlines()[-1])["state"] == "RINGING_AGENT"
    (seen,) = desktop.oracle.originates()
    assert seen.verdict == ""
    assert seen.data["caller_id"] == "0722123456"


def test_the_frozen_window_dials_takes_the_link_of_a_second_start_and_quits_when_told(desktop: Desktop) -> None:
    desktop.prepare()
    window = desktop.open()
    desktop.screen.type("ste")
    desktop.screen.press("Return")
    (seen,) = desktop.oracle.await_originates(1)
    assert seen.verdict == ""
    assert seen.data["caller_id_name"] == "Ștefan Ionescu"

    desktop.command("tel:+40%20744-000-111")
    diary = desktop.data / "logs" / "pbxdialer.log"
    await_condition(lambda: "an offer (link): asked" in diary.read_text(), 15, "the question about the link")
    assert len(desktop.oracle.originates()) == 1, "a link calls nobody"

    desktop.command("--quit")
    assert window.wait(5) == 0
