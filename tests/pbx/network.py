"""A network that fails below the PBX: nobody listens, nobody answers, names are unknown or their lookup hangs."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

_real_getaddrinfo = socket.getaddrinfo


def closed_port() -> int:
    """Return a port of this computer where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def full_listener() -> Iterator[int]:
    """Listen without ever accepting, with a queue that is full: Linux then ignores who knocks."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        where = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for line in waiting:
            line.setblocking(False)
            line.connect_ex(where)
        yield int(where[1])
        for line in waiting:
            line.close()


def names_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the system's resolver know no name."""
    _resolver_says(monkeypatch, _unknown)


def names_stand_for(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name stand for these IPv4 addresses, in this order."""
    _resolver_says(
        monkeypatch,
        lambda port: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses],
    )


def names_are_slow(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every lookup of a name take `seconds`; it then stands for this computer."""

    def answer(port: int) -> object:
        threading.Event().wait(seconds)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    _resolver_says(monkeypatch, answer)


@contextmanager
def hanging_lookup(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let every lookup of a name hang until the test is over; the event tells that one has begun."""
    begun, released = threading.Event(), threading.Event()
    others = set(threading.enumerate())  # lookups that another test left hanging for ever

    def hang(port: int) -> object:
        begun.set()
        released.wait()
        return _unknown(port)

    _resolver_says(monkeypatch, hang)
    yield begun
    released.set()
    for thread in set(threading.enumerate()) - others:
        if thread.name == "name lookup":
            thread.join()


def _unknown(port: int) -> object:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _resolver_says(monkeypatch: pytest.MonkeyPatch, answer: Callable[[int], object]) -> None:
    def getaddrinfo(host: str, port: int, *, type: int = 0, flags: int = 0) -> object:
        if flags & socket.AI_NUMERICHOST:
            return _real_getaddrinfo(host, port, type=type, flags=flags)
        return answer(port)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
