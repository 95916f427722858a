"""The lines of vCards: unfolded, taken apart, decoded. Only what makes a contact is kept, so that photos cost nothing.

Source of the syntax: vCard 2.1 (versit), RFC 2426 (3.0), RFC 6350 (4.0). `quopri` reads quoted-printable; the whole is
not left to vobject, which needs 28 s for 100,000 cards (performance.md).
"""

import quopri
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_PROPERTY = 64 * 1024
_QUOTED = "QUOTED-PRINTABLE"
_FOLDED = frozenset(" \t")
_WANTED = frozenset(
    {"BEGIN", "END", "PRODID", "FN", "N", "ORG", "EMAIL", "TEL", "NOTE", "CATEGORIES", "AGENT"}
    | {"X-ABLABEL", "X-PBXDIALER-FAVOURITE"}
)
_NAME = re.compile(r"\s*(?:([\w-]+)\.)?([A-Za-z][\w-]*)(?=[;:])", re.ASCII)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NEWLINES = frozenset("nN")


class Property(NamedTuple):
    """One property: the line it begins on, ``item1`` of ``item1.TEL``, its name, its raw value, its parameters."""

    line: int
    group: str
    name: str
    value: str
    types: frozenset[str] = frozenset()
    preferred: bool = False
    is_uri: bool = False


def properties(lines: Iterable[str]) -> Iterator[Property]:
    """Yield the wanted properties of a file's lines; longer ones than `LONGEST_PROPERTY` are cut."""
    for line, head, text in _unfolded(lines):
        end = head.end()
        group, name = (head.group(1) or "").lower(), head.group(2).upper()
        if text[end] == ":":
            yield Property(line, group, name, text[end + 1 :])
        elif found := _with_parameters(Property(line, group, name, ""), text, end):
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


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, "re.Match[str]", str]]:
    """Yield (first line, match of its name, text) of each wanted property; folded lines and soft breaks are joined."""
    kept: list[str] = []
    head: re.Match[str] | None = None
    begun = size = 0
    soft = quoted = False
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not soft and line[:1] not in _FOLDED:
            if kept and head:
                yield begun, head, "".join(kept)
            head = _NAME.match(line)
            wanted = head is not None and head.group(2).upper() in _WANTED
            quoted = head is not None and line[head.end()] == ";" and _QUOTED in line[: line.find(":")].upper()
            kept, begun, size = ([line] if wanted else []), number, len(line)
        elif kept and size < LONGEST_PROPERTY:
            added = line if soft else line[1:]
            kept.append(added)
            size += len(added)
        if quoted:
            soft = line.endswith("=")
            if soft and kept and size < LONGEST_PROPERTY:
                kept[-1] = kept[-1].removesuffix("=")
    if kept and head:
        yield begun, head, "".join(kept)


def _with_parameters(bare: Property, text: str, end: int) -> Property | None:
    """Return the property with the parameters that begin at `end`, or None where they cannot be read."""
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
            quoted_printable = quoted_printable or _QUOTED in words
            preferred = preferred or "PREF" in words
            types |= words
        elif key == "ENCODING":
            quoted_printable = value.upper() == _QUOTED
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
    return bare._replace(value=value, types=frozenset(types), preferred=preferred, is_uri=is_uri)


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
