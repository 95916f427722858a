"""``python3 dev.py build``: the frozen program in build/, and its packages for this system in dist/."""

import hashlib
import sys
from pathlib import Path

from workshop.machine import ROOT
from workshop.packaging import linux
from workshop.packaging.frozen import WORK, NotBuilt, frozen_program, time_of_the_sources
from workshop.packaging.macos_image import disk_image
from workshop.packaging.windows import windows_packages, windows_program

DIST = ROOT / "dist"


def main(words: list[str]) -> int:
    """Build; ``--program`` stops at the program itself; ``--windows`` makes Windows' under Wine and its installers."""
    windows = "--windows" in words
    try:
        program = windows_program() if windows else frozen_program()
        print(f"program  {program.relative_to(ROOT)}  {_megabytes(_size(program))}", flush=True)
        if "--program" in words:
            return 0
        for file in windows_packages(program, DIST) if windows else _packed(program):
            print(f"package  {file.relative_to(ROOT)}  {_megabytes(file.stat().st_size)}  {_sha256(file)}")
    except NotBuilt as failed:
        print(f"Nothing was packed. {failed}", file=sys.stderr)
        return 1
    return 0


def _packed(program: Path) -> list[Path]:
    """Make the packages of this system; the two of Linux at the same time, for each takes a minute of one core."""
    if sys.platform == "darwin":
        return [disk_image(program.with_name("PBX Dialer.app"), DIST, WORK)]
    if sys.platform != "linux":
        raise NotBuilt("Windows' installers are made on Linux (--windows); the program itself is in build/frozen.")
    DIST.mkdir(exist_ok=True)
    for old in (*DIST.glob("*.deb"), *DIST.glob("*.tar.xz")):
        old.unlink()
    time = time_of_the_sources()
    packing = linux.debian_package(program, DIST, WORK, time)
    try:
        linux.plain_archive(program, DIST, time)
    finally:
        _, complaint = packing.communicate()
    if packing.returncode:
        raise NotBuilt(f"dpkg-deb: {complaint}")
    return sorted((*DIST.glob("*.deb"), *DIST.glob("*.tar.xz")))


def _size(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _sha256(file: Path) -> str:
    return f"sha256 {hashlib.sha256(file.read_bytes()).hexdigest()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
