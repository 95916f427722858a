"""A cage: programs run in it write nowhere else, and every byte they write can be searched for the canary's secrets."""

import resource
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from pbxdialer.core.account import Secrets
from tests.canary.mark import MARK
from tests.secret_service import ROOT, SecretService, spellings

# Characters that look different in each encoding; long enough never to be found by chance.
CANARY = Secrets(
    api_username=f"{MARK}~Zx81",
    api_password=f"cänary {MARK} p~ss&=+%/Qq93",
    api_key=f"k€y of {MARK}/Vv72+",
    api_token=f"{MARK}/Ww64~+==",
)


class Cage:
    """A login session with a keyring, whose home, temporary, working and data folders lie in one folder."""

    def __init__(self, folder: Path, session: SecretService) -> None:
        self._folder = folder
        self._session = session
        self.data, self._out = folder / "data", folder / "out"
        self._work, self._tmp = folder / "work", folder / "tmp"
        for place in (self._out, self._work, self._tmp):
            place.mkdir(parents=True)
        self._runs = 0

    def command(self, *words: str, stdin: str = "") -> int:
        """Run one command of the program, loudly, and return its exit code."""
        return self.wait_for(self.start("tests.canary.loud", *words, "--data-dir", str(self.data), stdin=stdin))

    def start(self, module: str, *words: str, stdin: str = "") -> "subprocess.Popen[bytes]":
        """Start ``python -m module LOG WORDS…``. What it prints goes into files; a crash may leave a core."""
        self._runs += 1
        name = self._out / f"{self._runs:02d}"
        with name.with_suffix(".out").open("wb") as sink:
            child = subprocess.Popen(
                [sys.executable, "-m", module, str(name.with_suffix(".log")), *words],
                stdin=subprocess.PIPE,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env=self._session.environment | self._environment(),
                cwd=self._work,
                preexec_fn=_let_cores_be_dumped,
            )
        assert child.stdin is not None
        with child.stdin as pipe:
            pipe.write(stdin.encode())
        return child

    @staticmethod
    def wait_for(child: "subprocess.Popen[bytes]") -> int:
        """Wait for the end of a program and return its exit code."""
        return child.wait(60)

    def printed(self) -> str:
        """Return all that the programs have printed."""
        return "\n".join(file.read_text(encoding="utf-8") for file in sorted(self._out.glob("*.out")))

    def find(self, wanted: Iterable[str]) -> list[str]:
        """Return where something of `wanted` is found in any spelling: the file and what was found there."""
        sought = {spelling: text for text in wanted for spelling in spellings(text)}
        found = set()
        for file in self._files():
            held = file.read_bytes()
            found |= {f"{file.name} holds {text!r}" for spelling, text in sought.items() if spelling in held}
        return sorted(found)

    def files(self) -> list[str]:
        """Return the names of all files there are."""
        return sorted(file.name for file in self._files())

    def _files(self) -> list[Path]:
        places = (self._folder, self._session.home, self._session.runtime)
        return [path for place in places for path in place.rglob("*") if path.is_file()]

    def _environment(self) -> dict[str, str]:
        return {
            "TMPDIR": str(self._tmp),
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONUNBUFFERED": "1",
        }


def what_everybody_sees(child: "subprocess.Popen[bytes]") -> bytes:
    """Return the command lines and environments of a process and all its children, as the process list shows them."""
    family = [child.pid, *(process.pid for process in psutil.Process(child.pid).children(recursive=True))]
    seen = b""
    for file in [Path("/proc", str(pid), name) for pid in family for name in ("cmdline", "environ")]:
        with suppress(ProcessLookupError, FileNotFoundError):  # one that has just ended shows nothing
            seen += file.read_bytes()
    return seen


def _let_cores_be_dumped() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
