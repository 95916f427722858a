"""The mark that every secret of the tests bears, and how to find it, or a signature made with one, in any spelling."""

import base64
import binascii
import re
from urllib.parse import quote_plus

MARK = "qKanari7Zx81"
_SIGNED = re.compile(rb'api_hash(?:=|%3D|": ?")([0-9a-f]{32})')
_HASH = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}")
_HEARD: set[bytes] = set()


def hear(wire: bytes) -> None:
    """Remember the signatures in what has arrived at a PBX: from now on they are nobody else's business."""
    _HEARD.update(_SIGNED.findall(wire))


def heard() -> frozenset[bytes]:
    """Return the signatures heard so far."""
    return frozenset(_HEARD)


def leaks_in(data: bytes) -> set[str]:
    """Return what of our secrets stands in `data`: plain, UTF-16, URL-encoded, in JSON, in hexadecimal or base64.

    The mark is made of letters and digits, which all the others leave as they are.
    """
    found = {f"a secret ({name})" for name, spelling in _MARKS.items() if spelling in data}
    if signatures := _HEARD & set(_HASH.findall(data) + _HASH.findall(data.replace(b"\0", b""))):
        found.add(f"{len(signatures)} api_hash")
    if any(_HEARD & set(_HASH.findall(text)) for run in _BASE64.findall(data) for text in _decoded(run)):
        found.add("an api_hash (base64)")
    return found


def _decoded(run: bytes) -> list[bytes]:
    """Return what `run` could say, wherever its first whole group of four begins."""
    return [binascii.a2b_base64(run[start : start + (len(run) - start) // 4 * 4]) for start in range(4)]


def _marks() -> dict[str, bytes]:
    plain = MARK.encode()
    marks = {"plain": plain, "UTF-16": MARK.encode("utf-16-le"), "hexadecimal": plain.hex().encode()}
    for before in range(3):  # base64 looks different behind one, two or three bytes; its edges belong to the neighbours
        text = base64.b64encode(b"\0" * before + plain)
        marks[f"base64, {before}"] = text[4 if before else 0 : -4]
    assert quote_plus(MARK) == MARK
    return marks


_MARKS = _marks()
