"""A Debian that holds nothing but what every Debian has, to install a package in: a folder that becomes ``/``.

Made by debootstrap once, and kept in ``build/debian``; each test gets a copy. Packages come from where this machine has
them from: apt's own settings are lent, and no address is written down here. Needs root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from workshop.machine import ROOT

_HOME = ROOT / "build" / "debian"
_WITHIN_S = 600
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")
_MANY_TIMES = ("-o", "Acquire::Retries=5")
# A namespace of its own: when the command ends, its mounts and whatever it left running are gone too.
_APART = ("unshare", "--mount", "--pid", "--ipc", "--fork", "--kill-child")
_MOUNTED = """
    set -e
    mount -t proc proc "$0/proc"
    mount -t tmpfs tmpfs "$0/dev/shm"
    mount -t devpts devpts "$0/dev/pts"
    exec chroot "$0" "$@"
"""
_MAY_BE_MADE = 'mknod "$0" c 1 3 && echo written > "$0" && rm "$0"'


class FreshDebian:
    """A Debian in a folder, with an agent who is an ordinary user of it."""

    AGENT = "agent"

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *words: str, more: Mapping[str, str] | None = None, bad: bool = False) -> str:
        """Run a command as root to its end, which has to be a good one or a `bad` one; return what it printed."""
        own = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
        lent = {name: os.environ[name] for name in _PROXIES if name in os.environ}
        done = subprocess.run(
            [*_APART, "sh", "-c", _MOUNTED, str(self.root), *words],
            env={**own, **lent, "DEBIAN_FRONTEND": "noninteractive", **(more or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_WITHIN_S,
            check=False,
        )
        assert bool(done.returncode) == bad, f"{words}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def apt(self, *words: str) -> str:
        """Run apt-get: nothing is asked, and nothing comes that is only recommended."""
        quiet = ("--yes", "--no-install-recommends", "-qq", "-o", "Dpkg::Use-Pty=0", *_MANY_TIMES)
        return self.run("apt-get", *quiet, *words)

    def as_agent(self, *words: str, more: Mapping[str, str] | None = None) -> str:
        """Run a command as the agent, in their home folder."""
        home = {"HOME": f"/home/{self.AGENT}", **(more or {})}
        return self.run("setpriv", "--reuid", self.AGENT, "--regid", self.AGENT, "--init-groups", *words, more=home)

    def files(self) -> frozenset[str]:
        """Return what is in it, but for the folders that apt and dpkg keep their own notes in, and its devices."""
        left_out = " -o ".join(f"-path ./{name}" for name in ("var/lib", "var/cache", "var/log", "proc", "dev"))
        words = ["find", ".", "(", *left_out.split(), ")", "-prune", "-o", "-print0"]
        told = subprocess.run(words, cwd=self.root, check=True, capture_output=True, text=True).stdout
        return frozenset(told.rstrip("\0").split("\0"))


@contextmanager
def fresh_debian() -> Iterator[FreshDebian]:
    """Give a new one, and take it away again. Skips the test where none can be had."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("missing: root, and a Debian; that the package installs in an empty Debian is NOT PROVED")
    absent = [name for name in ("debootstrap", "unshare", "apt-get") if shutil.which(name) is None]
    if absent:
        pytest.skip(f"missing: {', '.join(absent)}; that the package installs in an empty Debian is NOT PROVED")
    _HOME.mkdir(parents=True, exist_ok=True)
    trial = [*_APART, "sh", "-c", _MAY_BE_MADE, str(_HOME / "device")]
    if subprocess.run(trial, capture_output=True, check=False).returncode:
        pytest.skip("no devices or namespaces here: that the package installs in an empty Debian is NOT PROVED")
    machine = _HOME / "machine"
    _remove(machine)
    # not by Python: the canary would read all of it, as what a test has written
    subprocess.run(["cp", "--archive", "--reflink=auto", str(_made()), str(machine)], check=True)
    try:
        debian = FreshDebian(machine)
        debian.apt("update")
        yield debian
    finally:
        _remove(machine)


def _made() -> Path:
    """Return the Debian that is copied, of the release that this machine runs, made where there is none."""
    release = _release()
    whole = _HOME / release
    if not whole.is_dir():
        making = _HOME / "making"
        _remove(making)
        making.mkdir(parents=True)
        making.chmod(0o755)  # it becomes /, which every user of it may enter
        _bootstrap(release, making)
        _lend_settings(making)
        FreshDebian(making).run("useradd", "--create-home", FreshDebian.AGENT)
        making.rename(whole)
    return whole


def _bootstrap(release: str, root: Path) -> None:
    """Fill the folder; where the network fails it is tried again."""
    words = ["debootstrap", "--variant=minbase", release, str(root), _source_of(release)]
    for _ in range(3):
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_WITHIN_S)
        if done.returncode == 0:
            return
    raise AssertionError(f"no Debian could be made:\n{done.stdout[-3000:]}")


def _release() -> str:
    return _asked(["sh", "-c", '. /etc/os-release; printf %s "$VERSION_CODENAME"'])


def _source_of(release: str) -> str:
    """Return from where this machine has its own packages, as its apt tells."""
    told = _asked(["apt-get", "indextargets", "--format", "$(RELEASE) $(REPO_URI)", "Created-By: Packages"])
    known = dict(line.split(" ", 1) for line in reversed(told.splitlines()))
    return known[release]


def _lend_settings(root: Path) -> None:
    """Give it this machine's way to its packages: sources, keys, proxies. Nothing of it is printed."""
    subprocess.run(["rm", "--recursive", str(root / "etc/apt")], check=True)
    subprocess.run(["cp", "--archive", "/etc/apt", str(root / "etc")], check=True)
    subprocess.run(["cp", "--archive", "/usr/share/keyrings/.", str(root / "usr/share/keyrings")], check=True)
    for file in ("/etc/resolv.conf", "/etc/hosts"):
        subprocess.run(["cp", "--dereference", file, str(root / file[1:])], check=True)


def _asked(words: list[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def _remove(root: Path) -> None:
    """Remove it, and nothing that is mounted in it."""
    subprocess.run(["rm", "--recursive", "--force", "--one-file-system", str(root)], check=True)
