"""A PBX that treats each call in another way, and keeps a ledger of what it heard and said."""

import re
import socket
import ssl
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.fault_pbx import ACCEPTED, NO_SUCH_USER, Conversation, FaultPbx, Step, reply

_EXTERNAL_ID = re.compile(re.escape(b"data%5Bexternal_id%5D=") + b"([0-9a-f]+)")


@dataclass(slots=True)
class Ledger:
    """What the PBX knows: how many requests arrived for each external_id, and to which it said yes or no."""

    requests: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


class Visit(Conversation):
    """One connection; `expected` is the id of the call it should be about."""

    def __init__(self, pbx: "MoodyPbx", line: socket.socket, expected: str) -> None:
        super().__init__(pbx, line)
        self.ledger = pbx.ledger
        self._expected = expected

    @property
    def ids(self) -> list[str]:
        """The id of each request that was heard; one that broke off before its id is about the expected call."""
        heard = [found.decode("ascii") for found in _EXTERNAL_ID.findall(self.wire)]
        return heard + [self._expected] * (self.requests - len(heard))


class MoodyPbx(FaultPbx):
    """Plays the script it was given last on each connection, one after another; remembers nothing but the ledger."""

    def __init__(self, greeting: ssl.SSLContext, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger
        self._greeting = greeting
        self._expected = ""

    @property
    def url(self) -> str:
        """The address to put into an account: https, whatever happens there."""
        return f"https://{self._host}:{self.port}"

    def expect(self, external_id: str, script: Sequence[Step], *, greets: bool) -> None:
        """Treat what comes from now on as `script` says, behind a TLS greeting if it `greets`."""
        self.conversations = []
        self._expected, self._script, self._tls = external_id, tuple(script), self._greeting if greets else None

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return  # the listener was closed: the soak is over
            visit = Visit(self, line, self._expected)
            self.conversations = [visit]
            self._play(visit)
            self.ledger.requests.update(visit.ids)


def accept(visit: Conversation, before: bytes = b"") -> None:
    """Say yes, as documented; `before` stands in front of the JSON."""
    assert isinstance(visit, Visit)
    visit.ledger.accepted.update(visit.ids)
    reply(before + ACCEPTED)(visit)


def refuse(status: str = "200 OK") -> Step:
    """Say no, as documented, with any status."""

    def step(visit: Conversation) -> None:
        assert isinstance(visit, Visit)
        visit.ledger.refused.update(visit.ids)
        reply(NO_SUCH_USER, status)(visit)

    return step


def until_it_leaves(visit: Conversation) -> None:
    """Say nothing until the other side has closed."""
    while visit.hear():
        pass
