"""The licences of everything that is bundled, in one text."""

import re
import sysconfig
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution
from pathlib import Path

from workshop.packaging.bundled import Entry, debian_packages_in, distributions_in, sources_of

_NAMES = ("license", "licence", "copying", "notice", "authors")
_COMMON = "/usr/share/common-licenses"  # of Debian, whose copyright files name them
_RULE = "=" * 100


def write_licences(file: Path, bundled: Iterable[Entry]) -> Path:
    """Write the licences of `bundled`, entries as PyInstaller lists them: place, source, kind. Return `file`."""
    sources = sources_of(bundled)
    texts = {**_of_python(), **_of_distributions(sources), **_of_debian(sources)}
    texts |= _named_in(texts.values())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(f"{_RULE}\n{name}\n{_RULE}\n\n{text.strip()}\n" for name, text in texts.items()), "utf-8")
    return file


def _of_python() -> Mapping[str, str]:
    """Python's own licence, where this Python's maker put it."""
    stdlib = Path(sysconfig.get_path("stdlib"))
    version = sysconfig.get_python_version()
    places = (stdlib / "LICENSE.txt", stdlib.parent / "LICENSE.txt", Path(f"/usr/share/doc/python{version}/copyright"))
    found = next((place for place in places if place.is_file()), None)
    text = found.read_text("utf-8", "replace") if found else "See https://docs.python.org/3/license.html"
    return {f"Python {version}": text}


def _of_distributions(sources: frozenset[Path]) -> Mapping[str, str]:
    """The packages of which at least one file is bundled."""
    return {f"{package.name} {package.version}": _text_of(package) for package in distributions_in(sources)}


def _text_of(package: Distribution) -> str:
    named = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    files = [Path(str(package.locate_file(file))) for file in package.files or () if _is_licence(Path(str(file)))]
    texts = [f"--- {file.name}\n{file.read_text('utf-8', 'replace')}" for file in files if file.is_file()]
    return "\n\n".join([f"Licence: {named}" if named else "", *texts])


def _is_licence(file: Path) -> bool:
    in_information = any(part.endswith(".dist-info") for part in file.parts)
    return in_information and (file.name.lower().startswith(_NAMES) or "licenses" in file.parts)


def _of_debian(sources: frozenset[Path]) -> Mapping[str, str]:
    """The libraries that come from the system this is built on, where that is a Debian."""
    found = {}
    for package in debian_packages_in(sources):
        terms = Path("/usr/share/doc", package, "copyright")
        if terms.is_file():
            found[f"{package} (Debian)"] = terms.read_text("utf-8", "replace")
    return found


def _named_in(texts: Iterable[str]) -> Mapping[str, str]:
    """The long licences that the others only name; Qt is used under the LGPL 3, which builds on the GPL 3."""
    together = "\n".join(texts)
    names = {"LGPL-3", "GPL-3", *re.findall(rf"{_COMMON}/([\w.-]*\w)", together)}
    found = {name: Path(_COMMON, name) for name in sorted(names)}
    return {name: file.read_text("utf-8", "replace") for name, file in found.items() if file.is_file()}
