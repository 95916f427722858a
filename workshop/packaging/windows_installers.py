"""What Windows users are given: an installer for one user (NSIS) and a package for fleets (MSI), made on Linux.

Both are the same, to the byte, for the same files of the same age (`date`) and the same tools.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID
from xml.sax.saxutils import quoteattr

from workshop.machine import ROOT
from workshop.packaging.frozen import NotBuilt

_SOURCES = ROOT / "resources" / "installer"
_PACKS_IN_S = 900.0
# What wixl cannot say is written into its package afterwards: conditions of components, and which properties may reach
# the part that runs with the system's rights.
_CONDITIONS = {"ServerPolicy": "SERVER", "ProjectPolicy": "PROJECT", "AtLogin": "LOGIN = 1"}
_SECURE = "LOGIN;PROJECT;SERVER;WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED"


def installer(program: Path, pictures: Path, target: Path, version: str) -> None:
    """Make the installer for one user out of the program's folder. Raises NotBuilt."""
    kibibytes = sum(file.stat().st_size for file in program.rglob("*") if file.is_file()) // 1024
    named = {"VERSION": version, "PROGRAM": program, "OUT": target, "PICTURES": pictures, "SIZE": kibibytes}
    defines = [f"-D{name}={value}" for name, value in named.items()]
    _run(["makensis", "-V2", "-INPUTCHARSET", "UTF8", *defines, str(_SOURCES / "pbxdialer.nsi")])


def date(program: Path, time: int) -> None:
    """Make every file of the program as old as its sources, in seconds since 1970: both packages tell it."""
    for path in program.rglob("*"):
        os.utime(path, (time, time))


def package(program: Path, work: Path, target: Path, version: str, time: int) -> None:
    """Make the package for fleets out of the program's folder; its description is left in `work`. Raises NotBuilt.

    `time` is the one that the package itself tells, in seconds since 1970.
    """
    names: list[str] = []
    text = (_SOURCES / "pbxdialer.wxs").read_text("utf-8")
    text = text.replace("<!-- FILES -->", "\n".join(_folder(program, program, work, names)))
    text = text.replace("<!-- REFERENCES -->", "\n".join(f'<ComponentRef Id="{name}" />' for name in names))
    description = work / "pbxdialer.wxs"
    work.mkdir(parents=True, exist_ok=True)
    description.write_text(text, "utf-8")
    product, itself = _names_of(program, f"{version}\n{text}")
    named = ["-D", f"VERSION={version}", "-D", f"PRODUCT={product}"]
    _run(["wixl", "-a", "x64", *named, "-o", str(target), str(description)])
    changes = [f"UPDATE `Property` SET `Value` = '{_SECURE}' WHERE `Property` = 'SecureCustomProperties'"]
    for component, condition in _CONDITIONS.items():
        changes.append(f"UPDATE `Component` SET `Condition` = '{condition}' WHERE `Component` = '{component}'")
    for change in changes:
        _run(["msibuild", str(target), "-q", change])
    _summarise(target, work, itself, time)


def _names_of(program: Path, described: str) -> tuple[str, str]:
    """Return the names that Windows knows a product and its package by: others, as soon as one file is another."""
    whole = sha256(described.encode())
    for path in sorted(file for file in program.rglob("*") if file.is_file()):
        whole.update(path.relative_to(program).as_posix().encode() + sha256(path.read_bytes()).digest())
    key = whole.digest()
    return str(UUID(bytes=key[:16])).upper(), str(UUID(bytes=key[16:])).upper()


def _summarise(target: Path, work: Path, itself: str, time: int) -> None:
    """Write the package's name and time into its summary, where wixl puts a name of chance and the hour it worked."""
    told = datetime.fromtimestamp(time, UTC).strftime("%Y/%m/%d %H:%M:%S")
    ours = {
        "9": f"{{{itself}}}",
        "12": told,
        "13": told,
    }  # Windows Installer's revision number, create time, last saved
    rows = [row.split("\t") for row in _run(["msiinfo", "export", str(target), "_SummaryInformation"]).splitlines()]
    summary = work / "summary.idt"
    summary.write_text(
        "".join("\t".join([key, ours.get(key, *rest)]) + "\r\n" for key, *rest in rows), "utf-8", newline=""
    )
    _run(["msibuild", str(target), "-i", str(summary)])


def _folder(folder: Path, program: Path, work: Path, names: list[str]) -> list[str]:
    """Describe what is in `folder`, a component per file, and note the components' names.

    A component's name and GUID come from the file's place alone, so an upgrade knows the file again. wixl knows
    sources only by their way from the description, which lies in `work`.
    """
    lines = []
    for path in sorted(folder.iterdir()):
        key = sha256(path.relative_to(program).as_posix().encode()).digest()
        name, guid = f"c{key.hex()[:30]}", str(UUID(bytes=key[:16])).upper()
        if path.is_dir():
            inner = _folder(path, program, work, names)
            lines += [f'<Directory Id="d{name}" Name={quoteattr(path.name)}>', *inner, "</Directory>"]
        else:
            names.append(name)
            source = quoteattr(os.path.relpath(path, work))
            lines += [
                f'<Component Id="{name}" Guid="{guid}" Win64="yes">',
                f'<File Id="f{name}" Name={quoteattr(path.name)} Source={source} KeyPath="yes" />',
                "</Component>",
            ]
    return lines


def _run(words: Sequence[str]) -> str:
    """Run a tool of this machine; return what it printed. Raises NotBuilt with its last words.

    The times in what it makes are the world's, and not those of the place where it is made.
    """
    if shutil.which(words[0]) is None:
        raise NotBuilt(f"{words[0]} is not on this machine.")
    utc = {**os.environ, "TZ": "UTC"}
    done = subprocess.run(words, env=utc, capture_output=True, text=True, timeout=_PACKS_IN_S, check=False)
    if done.returncode:
        raise NotBuilt(f"{words[0]}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout
