"""What does an answer look like? The documented envelope, printed as PHP's ``json_encode`` prints it."""

import json
from dataclasses import dataclass

from pbxdialer.demo_pbx.quirks import Quirks
from pbxdialer.demo_pbx.request import JSON

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer, but for its headers."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """``has_error``, ``messages`` and ``results``, the last being a list or a map."""

    has_error: bool
    messages: tuple[str, ...]
    results: list[object] | dict[str, object]

    @classmethod
    def success(cls, results: list[object] | dict[str, object]) -> "Envelope":
        """The PBX did, or found, what was asked."""
        return cls(False, (), results)

    @classmethod
    def error(cls, message: str) -> "Envelope":
        """The PBX refuses, and says why."""
        return cls(True, (message,), [])

    def reply(self, quirks: Quirks, status: int = 200) -> Reply:
        """Return the HTTP answer that carries this envelope."""
        tree = {
            "has_error": self.has_error,
            "messages": list(self.messages),
            "results": _as_this_pbx_prints(self.results, quirks),
        }
        # PHP escapes slashes and everything beyond ASCII.
        text = json.dumps(tree).replace("/", "\\/")
        return Reply(status, JSON, text.encode("ascii"))


def html_reply(status: int, title: str) -> Reply:
    """Return a page as the web server in front of the PBX shows it."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Reply(status, HTML, page.encode())


def with_php_notice(reply: Reply) -> Reply:
    """Return `reply` with a notice in front of it, as a PBX with ``display_errors`` on sends it."""
    notice = "<br />\n<b>Notice</b>:  Undefined index: vars in <b>/var/www/api.php</b> on line <b>112</b><br />\n"
    return Reply(reply.status, HTML, notice.encode() + reply.body)


def _as_this_pbx_prints(value: object, quirks: Quirks) -> object:
    match value:
        case {}:
            inner = {key: _as_this_pbx_prints(item, quirks) for key, item in value.items()}
            return inner or ([] if quirks.empty_maps_as_lists else {})
        case list():
            return [_as_this_pbx_prints(item, quirks) for item in value]
        case int() if quirks.numbers_as_strings and not isinstance(value, bool):
            return str(value)
        case _:
            return value
