"""Text somebody else wrote (PBX messages, names, links), made safe to show on one line.

Control characters can break a line apart and bidirectional marks can turn a number round (Unicode TR 36 §2.8), so they
are taken out before anything foreign is shown or kept.
"""

import unicodedata

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS = "\u200c\u200d"  # they shape Persian words and emoji, and turn nothing round


def plain(text: str, longest: int = 500) -> str:
    """Return `text` on one line without control, bidirectional and unassigned characters, cut at `longest`."""
    if text.isprintable():  # which none of what is taken out below is
        return " ".join(text[: longest * 4].split())[:longest].rstrip()
    spaced = "".join(" " if char in "\t\n\r\v\f\u2028\u2029\x85" else char for char in text[: longest * 4])
    visible = "".join(char for char in spaced if char in _JOINERS or unicodedata.category(char) not in _INVISIBLE)
    return " ".join(visible.split())[:longest].rstrip()


def first_hidden(text: str) -> str:
    """Return the first character of `text` that nobody sees, line breaks and joiners included, or nothing."""
    return next((char for char in text if unicodedata.category(char) in _INVISIBLE), "")


def plain_block(text: str, longest: int = 20_000) -> str:
    """Return `text` as plain lines: each as `plain` leaves it, without empty ones around them, cut at `longest`."""
    lines = text[: longest * 4].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(plain(line, longest) for line in lines).strip("\n")[:longest].rstrip()
