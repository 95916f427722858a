"""The watch over the whole run finds what is planted, wherever and however it is written, and nothing else."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canary.cage import CANARY
from tests.pbx.desk import SECRETS
from tests.php_oracle import BEARER_SECRETS, BODY_SECRETS
from tests.secret_service import ROOT
from tests.store.keyring_player import CANARIES

_HEAD = """
import base64, logging, os, subprocess, tempfile
from pathlib import Path
from tests.canary.mark import MARK, hear

HASH = "0123456789abcdef" * 2
"""
# The name of the file that holds it → how it gets there.
_LEAKS = {
    "in-the-tests-folder": "(tmp_path / 'in-the-tests-folder').write_text('x' + MARK + 'y')",
    "at-home": "(Path.home() / 'at-home').write_text(f'%C3%A4{MARK}%20')",
    "in-a-folder-that-is-gone": """
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, 'in-a-folder-that-is-gone').write_text(MARK)""",
    "by-another-program": "subprocess.run(['sh', '-c', f'echo {MARK} > $TMPDIR/by-another-program'], check=True)",
    "somewhere-else": "Path('somewhere-else').write_text(MARK)",
    "core.1234": "subprocess.run(['sh', '-c', f'echo {MARK} > core.1234'], check=True)",
    "utf16": "(tmp_path / 'utf16').write_text(MARK, encoding='utf-16')",
    "hex": "(tmp_path / 'hex').write_text(('é' + MARK).encode().hex())",
    "base64-0": "(tmp_path / 'base64-0').write_bytes(base64.b64encode(MARK.encode()))",
    "base64-1": "(tmp_path / 'base64-1').write_bytes(base64.b64encode(f'1{MARK}/'.encode()))",
    "base64-2": "(tmp_path / 'base64-2').write_bytes(base64.b64encode(f'12{MARK}+?'.encode()))",
    "whole-run.log": "logging.getLogger('pbxdialer.somewhere').debug(MARK)",
    "signature": "hear(b'a=b&api_hash=' + HASH.encode()); (tmp_path / 'signature').write_text(f'={HASH};')",
    "signature-wide": "(tmp_path / 'signature-wide').write_text(HASH, encoding='utf-16-le')",
    "signature-base64": "(tmp_path / 'signature-base64').write_bytes(base64.b64encode(f'[{HASH}]xy'.encode()))",
}
_HARMLESS = """
def test_harmless(tmp_path):
    (tmp_path / 'php-oracle-x').mkdir()
    (tmp_path / 'php-oracle-x' / 'requests').write_text(MARK)
    (tmp_path / 'unheard').write_text(HASH)
    logging.getLogger('pbxdialer').debug('nothing')
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder out of sight of the watch over this run, which would find what is planted there."""
    out_of_sight = Path(os.environ["PYTEST_DEBUG_TEMPROOT"]).parents[1]
    folder = Path(tempfile.mkdtemp(prefix="pbx-inner-", dir=out_of_sight))
    yield folder
    shutil.rmtree(folder)


def run_with(folder: Path, tests: str) -> subprocess.CompletedProcess[str]:
    """Run `tests` under a watch of their own."""
    (folder / "test_inner.py").write_text(_HEAD + tests)
    words = ("-p", "tests.canary.whole_run", "-p", "no:cacheprovider", "-p", "no:pytest-qt", "-c", os.devnull, "-q")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--rootdir", folder, "--basetemp", folder / "base", "test_inner.py"],
        cwd=folder,
        env=os.environ | {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_planted_secret_fails_the_run_and_its_file_is_named(folder: Path) -> None:
    tests = [f"\ndef test_{at}(tmp_path):\n    {leak.lstrip()}\n" for at, leak in enumerate(_LEAKS.values())]
    run = run_with(folder, "".join(tests))
    found = {line.split(" holds ")[0].rpartition("/")[2] for line in run.stdout.splitlines() if " holds " in line}
    assert found == set(_LEAKS), run.stdout
    assert f"{len(_LEAKS)} passed" in run.stdout
    assert run.returncode == pytest.ExitCode.TESTS_FAILED


def test_a_run_that_keeps_its_secrets_succeeds(folder: Path) -> None:
    run = run_with(folder, _HARMLESS)
    assert run.returncode == 0, run.stdout
    assert " 0 finds" in run.stdout


def test_every_secret_of_the_tests_would_be_found(folder: Path) -> None:
    from tests.canary.mark import leaks_in

    values = {value for one in (BODY_SECRETS, BEARER_SECRETS, SECRETS, CANARY) for value in one.values()}
    values |= set(CANARIES.values()) - {CANARIES["api_password"]}  # which has tests of its own
    assert [value for value in values if not leaks_in(json.dumps(value).encode())] == []
