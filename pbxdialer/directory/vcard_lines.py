"""The lines of vCards: unfolded, taken apart, decoded. Only what makes a contact is kept, so that photos cost nothing.

Source of the syntax: vCard 2.1 (versit), RFC 2426 (3.0), RFC 6350 (4.0). `quopri` reads quoted-printable; the whole is
not left to vobject, which needs 28 s for 100,000 cards (performance.md).
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_PROPERTY = 64 * 1024
_WANTED = frozenset(
    {"BEGIN", "END", "PRODID", "FN", "N", "ORG", "EMAIL", "TEL", "NOTE", "CATEGORIES", "AGENT"}
    | {"X-ABLABEL", "X-PBXDIALER-FAVOURITE"}
)
_NAME = re.compile(r"\s*(?:([\w-]+)\.)?([A-Za-z][\w-]*)(?=[;:])", re.ASCII)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NEWLINES = frozenset("nN")


@dataclass(frozen=True, slots=True)
class Property:
    """One property: the line it begins on, ``item1`` of ``item1.TEL``, its name, its parameters, its raw value."""

    line: int
    group: str
    name: str
    types: frozenset[str]
    preferred: bool
    is_uri: bool
    value: str


def properties(lines: Iterable[str]) -> Iterator[Property]:
    """Yield the wanted properties of a file's lines; longer ones than `LONGEST_PROPERTY` are cut."""
    for line, text in _unfolded(lines):
        found = _property(line, text)
        if found is not None:
            yield found


def unescaped(value: str) -> str:
    r"""Return a text value as it is meant: ``\n`` is a new line, ``\,`` a comma."""
    return _ESCAPED.sub(_meant, value) if "\\" in value else value


def parts(value: str, separator: str) -> list[str]:
    """Return the parts of a structured value, unescaped; a separator behind a backslash is text."""
    if "\\" not in value:
        return value.split(separator)
    found, start, place = [], 0, 0
    while place < len(value):
        if value[place] == "\\":
            place += 1
        elif value[place] == separator:
            found.append(unescaped(value[start:place]))
            start = place + 1
        place += 1
    return [*found, unescaped(value[start:])]


def _meant(escaped: "re.Match[str]") -> str:
    char = escaped.group(1)
    return "\n" if char in _NEWLINES else char


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (first line, text) of each wanted property; folded lines and soft breaks are joined."""
    kept: list[str] = []
    begun = size = 0
    soft = quoted = False
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        continues = soft or line[:1] in (" ", "\t")
        if not continues:
            if kept:
                yield begun, "".join(kept)
            match = _NAME.match(line)
            wanted = match is not None and match.group(2).upper() in _WANTED
            quoted = match is not None and "QUOTED-PRINTABLE" in line[: line.find(":")].upper()
            kept, begun, size = ([line] if wanted else []), number, len(line)
        elif kept and size < LONGEST_PROPERTY:
            added = line if soft else line[1:]
            kept.append(added)
            size += len(added)
        soft = quoted and line.endswith("=")
        if soft and kept and size < LONGEST_PROPERTY:
            kept[-1] = kept[-1].removesuffix("=")
    if kept:
        yield begun, "".join(kept)


def _property(line: int, text: str) -> Property | None:
    match = _NAME.match(text)
    if match is None:
        return None
    end = match.end()
    types: set[str] = set()
    preferred = is_uri = quoted_printable = False
    charset = "utf-8"
    while end < len(text) and text[end] == ";":
        parameter = _PARAMETER.match(text, end)
        if parameter is None:
            return None
        in_parameter = parameter.group(1)
        colon = _colon_outside_quotes(in_parameter)
        if colon is not None:
            in_parameter = in_parameter[:colon]
        end += 1 + len(in_parameter)
        key, equals, value = in_parameter.partition("=")
        key, value = (key.strip().upper(), value.strip()) if equals else ("TYPE", key.strip())
        if key == "TYPE":
            words = {word.strip().upper() for word in value.replace('"', "").split(",")}
            quoted_printable = quoted_printable or "QUOTED-PRINTABLE" in words
            preferred = preferred or "PREF" in words
            types |= words
        elif key == "ENCODING":
            quoted_printable = value.upper() == "QUOTED-PRINTABLE"
        elif key == "CHARSET":
            charset = value.strip('"')
        elif key == "PREF":
            preferred = preferred or value.strip('"') == "1"
        elif key == "VALUE":
            is_uri = value.strip('"').upper() == "URI"
        if colon is not None:
            break
    if end >= len(text) or text[end] != ":":
        return None
    value = text[end + 1 :]
    if quoted_printable:
        value = _from_quoted_printable(value, charset)
    group, name = (match.group(1) or "").lower(), match.group(2).upper()
    return Property(line, group, name, frozenset(types), preferred, is_uri, value)


def _colon_outside_quotes(text: str) -> int | None:
    if ":" not in text:
        return None
    inside = False
    for place, char in enumerate(text):
        if char == '"':
            inside = not inside
        elif char == ":" and not inside:
            return place
    return None


def _from_quoted_printable(value: str, charset: str) -> str:
    data = quopri.decodestring(value.encode("utf-8", "replace"))
    for encoding in ("utf-8", charset, "cp1250"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")
