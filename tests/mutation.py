"""Breaks the program on purpose, in a copy, to see whether a test notices: a protection without one is a promise."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LONGEST_S = 150
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One protection taken away: in `file`, `before` becomes `after`; pytest's ``-k`` finds who should notice."""

    name: str
    file: str
    before: str
    after: str
    noticed_by: str


class DoesNotFit(Exception):
    """The mutant no longer fits the program; the message says why."""


def try_out(mutants: Iterable[Mutant], tests: Sequence[str], *words: str) -> int:
    """Try every mutant whose name holds one of `words` (all without words); return how many were not noticed."""
    survivors = 0
    for mutant in mutants:
        if words and not any(word in mutant.name for word in words):
            continue
        verdict = _verdict(mutant, tests)
        survivors += verdict != "noticed"
        sys.stdout.write(f"{verdict:8}  {mutant.name}\n")
        sys.stdout.flush()
    return survivors


def _verdict(mutant: Mutant, tests: Sequence[str]) -> str:
    try:
        return "SURVIVES" if survives(mutant, tests) else "noticed"
    except subprocess.TimeoutExpired:
        return "noticed"  # without its protection the program waits for ever
    except DoesNotFit as error:
        return f"DOES NOT FIT ({error})"


def survives(mutant: Mutant, tests: Sequence[str]) -> bool:
    """Plant `mutant` in a copy of the program and say whether the tests that should notice all passed.

    Raises DoesNotFit, or subprocess.TimeoutExpired.
    """
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        for name in ("pbxdialer", "tests", "resources"):
            shutil.copytree(_ROOT / name, Path(folder, name), ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(_ROOT / "pyproject.toml", folder)
        source = Path(folder, "pbxdialer", mutant.file)
        text = source.read_text(encoding="utf-8")
        if text.count(mutant.before) != 1:
            raise DoesNotFit(f"{text.count(mutant.before)} places in {mutant.file} look like it")
        source.write_text(text.replace(mutant.before, mutant.after), encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests, "-k", mutant.noticed_by],
            cwd=folder,
            env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=_LONGEST_S,
        )
        if run.returncode not in (0, 1):
            raise DoesNotFit(f"pytest could not run: {run.stdout[-800:]}{run.stderr[-800:]}")
        return run.returncode == 0
