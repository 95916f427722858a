"""The front desk: what it installs, when it leaves things alone, and that CI hides nothing."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from workshop import catalogues, debian, machine
from workshop.screen import virtual_screen

ROOT = machine.ROOT
REQUIREMENTS = re.split(r"\n(?=\S)", machine.LOCK.read_text("utf-8").strip())
LOCKED = {canonicalize_name(line.split("==")[0]): line.split("==")[1].split()[0] for line in REQUIREMENTS}


def desk(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_every_command_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = set(re.findall(r"python3 dev\.py ([a-z-]+)", readme))
    assert {"demo", "test"} <= named <= set(re.findall(r"^  ([a-z-]+) ", desk("help").stdout, re.MULTILINE))


def test_ci_runs_the_commands_that_people_run() -> None:
    run = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.findall(r"^python3 dev\.py .*$", run, re.MULTILINE) == ["python3 dev.py check", "python3 dev.py test"]


def test_an_unknown_command_shows_the_known_ones() -> None:
    answer = desk("dail")
    assert answer.returncode == 2
    assert "demo" in answer.stdout


def test_every_locked_package_is_named_by_version_and_hash() -> None:
    exact = re.compile(r"[a-z0-9.-]+==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}")
    assert [requirement for requirement in REQUIREMENTS if not exact.match(requirement)] == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    for text in [*asked, *project["dependency-groups"]["build"]]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(LOCKED[canonicalize_name(requirement.name)]), text


@pytest.mark.parametrize("file", ["dev.py", "requirements.txt", ".ci/run", ".ci/empty_machine.sh", "workshop/lock.py"])
def test_no_address_of_a_package_registry_is_written_down(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert "://" not in text


def test_installed_packages_count_by_every_name_they_provide() -> None:
    listing = (
        "installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.84.3-1), libglib2.0-0t64-hacks\n"
        "config-files\txvfb\t\n"
        "not-installed\tphp-cli\t\n"
        "installed\tphp8.2-cli\tphp-cgi-tool\n"
    )
    assert debian.provided(listing) == {
        *("libglib2.0-0t64", "libglib2.0-0", "libglib2.0-0t64-hacks"),
        *("php8.2-cli", "php-cgi-tool"),
    }


def test_a_complete_machine_is_left_alone(capfd: pytest.CaptureFixture[str]) -> None:
    debian.install_missing(["dpkg", "apt"])
    assert capfd.readouterr().out == ""


def test_a_new_lock_or_another_python_means_installing_again(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("httpx==0.28.0\n")
    before = machine.stamp_of(lock, (3, 11))
    assert machine.stamp_of(lock, (3, 11)) == before
    assert machine.stamp_of(lock, (3, 12)) != before
    lock.write_text("httpx==0.28.1\n")
    assert machine.stamp_of(lock, (3, 11)) != before


def test_an_edited_catalogue_is_compiled_and_only_then(tmp_path: Path) -> None:
    source = catalogue_below(tmp_path)
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Ended"\nmsgstr "Încheiat"\n'
    )
    compiled = source.with_suffix(".mo")

    catalogues.compile_stale(tmp_path, Path(sys.executable))
    assert "Încheiat".encode() in compiled.read_bytes()

    compiled.write_bytes(b"left alone")
    catalogues.compile_stale(tmp_path, Path(sys.executable))
    assert compiled.read_bytes() == b"left alone"

    os.utime(source, (compiled.stat().st_mtime + 1,) * 2)
    catalogues.compile_stale(tmp_path, Path(sys.executable))
    assert compiled.read_bytes() != b"left alone"


def test_the_marks_of_the_program_are_found_and_a_second_look_changes_nothing(tmp_path: Path) -> None:
    program = tmp_path / "pbxdialer" / "card.py"
    program.parent.mkdir()
    program.write_text('tr("Ring first")\nmark("Ended")\ntr.plural("{n} call", "{n} calls", 2)\ngettext("not ours")\n')

    catalogues.refresh(tmp_path, Path(sys.executable))
    text = catalogue_below(tmp_path).read_text("utf-8")
    texts = re.findall(r'^msgid(?:_plural)? "(.+)"$', text, re.MULTILINE)
    assert texts == ["Ring first", "Ended", "{n} call", "{n} calls"]

    earlier = re.sub(r"(POT-Creation-Date: )[0-9-]+", r"\g<1>2025-01-31", text)
    catalogue_below(tmp_path).write_text(earlier, "utf-8")
    catalogues.refresh(tmp_path, Path(sys.executable))
    assert catalogue_below(tmp_path).read_text("utf-8") == earlier


def catalogue_below(root: Path) -> Path:
    return root / "resources" / "locale" / "ro" / "LC_MESSAGES" / "pbxdialer.po"


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="missing: Xvfb")
def test_the_virtual_screen_is_there_and_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "somebody-s-own")
    with virtual_screen() as environment:
        show = ["xdpyinfo", "-display", environment["DISPLAY"]]
        assert "1280x1024" in subprocess.run(show, capture_output=True, text=True, check=True).stdout
        assert "WAYLAND_DISPLAY" not in environment
        root = subprocess.run(["xprop", "-root"], env=environment, capture_output=True, text=True, check=True).stdout
        assert "_NET_SUPPORTING_WM_CHECK(WINDOW): window id" in root  # windows get their focus from a manager
    assert subprocess.run(show, capture_output=True, check=False).returncode != 0


SKIPPED = {
    "a test": 'import pytest\n\ndef test_a():\n    pytest.skip("missing: php")\n',
    "a marked test": 'import pytest\n\n@pytest.mark.skipif(True, reason="missing: php")\ndef test_a():\n    pass\n',
    "a fixture": (
        'import pytest\n\n@pytest.fixture\ndef php():\n    pytest.skip("missing: php")\n\ndef test_a(php):\n    pass\n'
    ),
    "a whole file": 'import pytest\npytest.skip("missing: php", allow_module_level=True)\n',
}


@pytest.mark.parametrize("source", SKIPPED.values(), ids=SKIPPED)
def test_ci_fails_where_something_was_skipped_for_a_missing_part(source: str, tmp_path: Path) -> None:
    assert "skipped, which CI does not allow: missing: php" in pytest_of(source, tmp_path, fails=True)


def test_ci_lets_other_skips_and_expected_failures_through(tmp_path: Path) -> None:
    source = """\
import pytest

def test_a():
    pytest.skip("for Windows")

@pytest.mark.xfail(reason="missing: courage", strict=True)
def test_b():
    assert False
"""
    assert "1 skipped, 1 xfailed" in pytest_of(source, tmp_path, fails=False)


def pytest_of(source: str, folder: Path, *, fails: bool) -> str:
    """Run pytest on `source` with the plugin of CI; return what it printed."""
    (folder / "test_it.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-p", "tests.no_skips_in_ci", "-p", "no:cacheprovider", "-p", "no:qt"]
    run = subprocess.run(
        [*command, "--rootdir", str(folder), "-c", os.devnull, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode != 0) == fails, run.stdout
    return run.stdout
