"""What people on Linux get: a Debian package, and an archive to unpack anywhere. Neither needs root to be made."""

import gzip
import lzma
import os
import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from pbxdialer import __version__
from workshop.machine import ROOT
from workshop.packaging.frozen import NotBuilt

# what the frozen program needs of the system, checked in an empty Debian (tests/frozen/test_fresh_debian.py)
_FONTS = "fontconfig-config, fonts-dejavu-core | fonts-noto-core | fonts-liberation"
_DEPENDS = f"libc6 (>= {{libc}}), libgl1, libegl1, {_FONTS}, ca-certificates"
_RECOMMENDS = "xdg-utils, gnome-keyring | kwalletmanager | keepassxc"
_MAINTAINER = "PBX Dialer <pbxdialer@localhost>"
_FOLDER = Path("usr/lib/pbxdialer")
_FILES = ROOT / "resources" / "installer"
_EXECUTABLE, _PLAIN = 0o755, 0o644


def debian_package(program: Path, into: Path, work: Path, time: int) -> "subprocess.Popen[str]":
    """Lay the package's tree out in `work` and start packing it into the folder `into`; the caller waits.

    Raises NotBuilt. `time` becomes the date of every file, in seconds since 1970.
    """
    if not shutil.which("dpkg-deb"):
        raise NotBuilt("dpkg-deb is missing: Debian packages are made on Debian and Ubuntu")
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(program, tree / _FOLDER, symlinks=True)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/pbxdialer").symlink_to("../lib/pbxdialer/pbxdialer")
    _put(tree / "usr/share/applications/pbxdialer.desktop", (_FILES / "pbxdialer.desktop").read_bytes())
    _put(tree / "usr/share/mime/packages/pbxdialer.xml", (_FILES / "pbxdialer.xml").read_bytes())
    picture = ROOT / "resources" / "icons" / "pbxdialer.svg"
    _put(tree / "usr/share/icons/hicolor/scalable/apps/pbxdialer.svg", picture.read_bytes())
    manual = (_FILES / "pbxdialer.1").read_text("utf-8").replace("@VERSION@", __version__).encode()
    _put(tree / "usr/share/man/man1/pbxdialer.1.gz", gzip.compress(manual, mtime=0))
    _put(tree / "usr/share/doc/pbxdialer/copyright", (program / "_internal" / "licences.txt").read_bytes())
    _put(tree / "DEBIAN/control", _control(tree).encode())
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        path.chmod(_EXECUTABLE if path.is_dir() or path == tree / _FOLDER / "pbxdialer" else _PLAIN)
        os.utime(path, (time, time))
    package = into / f"pbxdialer_{__version__}_{_architecture()}.deb"
    return subprocess.Popen(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(package)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(time), "DPKG_DEB_THREADS_MAX": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def plain_archive(program: Path, into: Path, time: int) -> Path:
    """Pack `program` into the folder `into` and return the archive: the same bytes for the same files and `time`."""
    name = f"pbxdialer-{__version__}-linux-{platform.machine()}"
    archive = into / f"{name}.tar.xz"

    def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = time
        entry.mode = _EXECUTABLE if entry.isdir() or entry.name == f"{name}/pbxdialer" else _PLAIN
        return entry

    # xz packs machine code tighter when it is told which it is
    machine_code = [{"id": lzma.FILTER_X86}] if platform.machine() == "x86_64" else []
    filters = [*machine_code, {"id": lzma.FILTER_LZMA2, "preset": 6}]
    with lzma.open(archive, "wb", filters=filters) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in [program, *sorted(program.rglob("*"))]:
            inside = Path(name) / path.relative_to(program)
            tar.add(path, inside.as_posix(), recursive=False, filter=anonymous)
    return archive


def _control(tree: Path) -> str:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()) // 1024
    libc = ".".join(platform.libc_ver()[1].split(".")[:2])  # of the machine that the libraries come from
    lines = {
        "Package": "pbxdialer",
        "Version": __version__,
        "Architecture": _architecture(),
        "Maintainer": _MAINTAINER,
        "Installed-Size": str(size),
        "Depends": _DEPENDS.format(libc=libc),
        "Recommends": _RECOMMENDS,
        "Section": "comm",
        "Priority": "optional",
        "Description": "click-to-dial companion: the PBX rings you, then the customer",
    }
    told = (
        " Search a contact or paste a number, say who rings first, and press Call.",
        " The program carries no audio: it asks the PBX.",
    )
    return "\n".join([*(f"{name}: {value}" for name, value in lines.items()), *told, ""])


def _architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
