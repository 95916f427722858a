"""Whose files are bundled: Python packages, and the libraries of the system this is built on."""

import subprocess
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

Entry = tuple[str, str, str]  # as PyInstaller lists what it bundles: place, source, kind


def sources_of(bundled: Iterable[Entry]) -> frozenset[Path]:
    """Return the files that are bundled, where they lie on this computer."""
    return frozenset(Path(source).resolve() for _, source, _ in bundled if source and Path(source).is_absolute())


def distributions_in(sources: frozenset[Path]) -> list[Distribution]:
    """Return the Python packages of which at least one file is bundled, by their names."""
    found = {f"{package.name} {package.version}": package for package in distributions() if _has(package, sources)}
    return [found[name] for name in sorted(found)]


def debian_packages_in(sources: frozenset[Path]) -> list[str]:
    """Return the names of the system's packages of which a library is bundled, where the system is a Debian."""
    return sorted(set(_debian_packages(sources)))


def _has(package: Distribution, sources: frozenset[Path]) -> bool:
    folder = Path(str(package.locate_file(""))).resolve()
    return any(folder / file in sources for file in package.files or ())


def _debian_packages(sources: frozenset[Path]) -> Iterator[str]:
    libraries = [str(source) for source in sources if ".so" in source.name and source.is_relative_to("/usr")]
    # /lib is /usr/lib in today's Debian, and dpkg knows some files by the older name
    names = [*libraries, *(library.removeprefix("/usr") for library in libraries)]
    if not names:
        return
    try:
        told = subprocess.run(["dpkg-query", "--search", *names], capture_output=True, text=True, check=False).stdout
    except OSError:  # no Debian
        return
    for line in told.splitlines():
        package, colon, _ = line.partition(":")
        if colon and not package.startswith("diversion"):
            yield package
