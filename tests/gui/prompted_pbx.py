"""A PBX that hears every call's request out and answers when it is told to, as it is told to."""

import re
from dataclasses import dataclass, field
from queue import SimpleQueue
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs

from tests.fault_pbx import (
    ACCEPTED,
    NO_SUCH_USER,
    Conversation,
    FaultPbx,
    Step,
    close,
    half_close,
    read_request,
    reply,
    reset,
    send,
)

ANSWERS: dict[str, Step] = {
    "accepted": reply(ACCEPTED),
    "accepted, with another status": reply(ACCEPTED, "500 Internal Server Error"),
    "refused": reply(NO_SUCH_USER),
    "refused, forbidden": reply(NO_SUCH_USER, "403 Forbidden"),
    "HTML": reply(b"<html>Bad gateway</html>", "502 Bad Gateway", b"Content-Type: text/html\r\n"),
    "nothing": reply(b""),
    "redirect": reply(b"", "307 Temporary Redirect", b"Location: http://127.0.0.1:9/elsewhere\r\n"),
    "cut short": send(b'HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n{"has_error": false, "mes'),
    "reset": reset,
    "closed": close,
    "half closed": half_close,
}


@dataclass(slots=True)
class Heard:
    """One request as it arrived, and what it was answered so far (a key of `ANSWERS`)."""

    external_id: str
    caller_id: str
    destination: str
    account: str
    answer: str = ""
    prompt: SimpleQueue[Step] = field(default_factory=SimpleQueue)


class PromptedPbx:
    """Keeps every request for a call waiting until `answer`, and says no to any other.

    The path before ``/api`` tells accounts apart: ``/one``, ``/two``.
    """

    def __init__(self) -> None:
        self._server = FaultPbx(read_request, self._wait_for_the_prompt)
        self.heard: list[Heard] = []

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for heard in self.heard:
            heard.prompt.put(close)
        self._server.__exit__(kind, error, trace)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def posts(self) -> int:
        """How many requests for a call arrived, counted on the wire."""
        return self._server.posts

    def find(self, external_id: str) -> Heard | None:
        """Return the request of one call, once it has been heard."""
        return next((heard for heard in self.heard if heard.external_id == external_id), None)

    def answer(self, heard: Heard, name: str) -> None:
        """Give `heard` one of the `ANSWERS`."""
        heard.answer = name
        heard.prompt.put(ANSWERS[name])

    def _wait_for_the_prompt(self, conversation: Conversation) -> None:
        head, _, body = conversation.wire.partition(b"\r\n\r\n")
        path = re.match(rb"POST (\S+)/api/([a-z-]+) ", head)
        assert path, head
        if path[2] != b"originate-call":
            reply(NO_SUCH_USER)(conversation)  # a PBX that tells nothing of its telephones
            return
        fields = {name: values[0] for name, values in parse_qs(body.decode("ascii")).items()}
        heard = Heard(
            fields["data[external_id]"], fields["data[caller_id]"], fields["data[destination]"], path[1].decode()
        )
        self.heard.append(heard)
        heard.prompt.get()(conversation)
