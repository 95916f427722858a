"""The steps of one call at which its process is killed, and what must be true afterwards.

Nothing of the program knows of this: a step is recognised from outside, by the functions that are entered and left, by
the bytes a socket has taken and by the instructions SQLite has carried out.
"""

import os
import signal
import sqlite3
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

from pbxdialer.core.call import CallState

NO_ROW, LEFT_UNKNOWN, ACCEPTED = None, CallState.UNKNOWN, CallState.RINGING_AGENT
_SQLITE_STEPS = 3  # SQLite asks between its instructions, a few times before the commit and often after it
_LINES_OF = tuple(
    f"pbxdialer.{name}"
    for name in (
        *("dialer", "opening", "pbx.client", "pbx.transport", "pbx.line", "pbx.attempt"),
        *("store.history", "store.database", "desktop.process_lock"),
    )
)


@dataclass(frozen=True, slots=True)
class Step:
    """`arm`, called in the process that is to die, sees to it; `row` is what the next start makes of the call.

    `posts` are the numbers of requests the PBX may have heard: a process that dies while bytes are on their way may
    take some of them back (TCP resets a connection whose owner is gone).
    """

    name: str
    arm: Callable[[], None]
    row: CallState | None
    posts: frozenset[int]

    def __str__(self) -> str:
        return self.name.replace(" ", "_")


def die() -> None:
    """Be killed, with no time for anything."""
    os.kill(os.getpid(), signal.SIGKILL)


def entering(module: str, function: str, nth: int = 1) -> Callable[[], None]:
    """Die when a function of the program is entered for the n-th time."""
    return lambda: _watch("call", f"pbxdialer.{module}", function, die, nth)


def leaving(module: str, function: str, nth: int = 1) -> Callable[[], None]:
    """Die when a function of the program is left for the n-th time, whether it returns or raises."""
    return lambda: _watch("return", f"pbxdialer.{module}", function, die, nth)


def at_line(number: int) -> None:
    """Die before the n-th line that is carried out in the files a call passes through."""
    left = number

    def on_line(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left == 0:
                die()
        return on_line

    def on_call(frame: FrameType, event: str, arg: object) -> Any:
        return on_line if frame.f_globals.get("__name__") in _LINES_OF else None

    sys.settrace(on_call)


def greeting_begun() -> None:
    """Die when the first bytes of the TLS greeting are out."""
    _watch("return", "ssl", "SSLSocket.do_handshake", die)


def half_of_write(nth: int) -> Callable[[], None]:
    """Die when half of the n-th piece that is written into the TLS connection is out."""

    def arm() -> None:
        whole, left = ssl.SSLSocket.sendall, nth

        def sendall(line: ssl.SSLSocket, data: bytes, flags: int = 0) -> None:
            nonlocal left
            left -= 1
            if left:
                return whole(line, data, flags)
            whole(line, data[: len(data) // 2], flags)
            return die()

        ssl.SSLSocket.sendall = sendall  # type: ignore[method-assign, assignment]

    return arm


def half_of_row(nth: int) -> Callable[[], None]:
    """Die while SQLite writes the n-th row."""

    def arm() -> None:
        connections: list[sqlite3.Connection] = []
        sys.addaudithook(lambda event, args: connections.append(args[0]) if event == "sqlite3.connect/handle" else None)
        left = _SQLITE_STEPS

        def step() -> int:
            nonlocal left
            left -= 1
            if left == 0:
                die()
            return 0

        def begin() -> None:
            connections[0].set_progress_handler(step, 1)

        _watch("call", "pbxdialer.store.history", "History.record", begin, nth)

    return arm


def _watch(event: str, module: str, function: str, then: Callable[[], None], nth: int = 1) -> None:
    left = nth

    def profile(frame: FrameType, happened: str, arg: object) -> None:
        nonlocal left
        if happened == event and frame.f_code.co_qualname == function and frame.f_globals.get("__name__") == module:
            left -= 1
            if left == 0:
                then()

    sys.setprofile(profile)


def _before_the_row(name: str, arm: Callable[[], None]) -> Step:
    return Step(name, arm, NO_ROW, frozenset({0}))


def _before_the_wire(name: str, arm: Callable[[], None]) -> Step:
    return Step(name, arm, LEFT_UNKNOWN, frozenset({0}))


def _on_the_wire(name: str, arm: Callable[[], None]) -> Step:
    return Step(name, arm, LEFT_UNKNOWN, frozenset({0, 1}))


def _after_the_answer(name: str, arm: Callable[[], None]) -> Step:
    return Step(name, arm, LEFT_UNKNOWN, frozenset({1}))


def _after_the_last_row(name: str, arm: Callable[[], None]) -> Step:
    return Step(name, arm, ACCEPTED, frozenset({1}))


STEPS = (
    _before_the_row("before the journal is opened", entering("opening", "open_journal")),
    _before_the_row("with the session locked", leaving("desktop.process_lock", "hold_session")),
    _before_the_row("half-way through making the tables", entering("store.database", "_statements", 3)),
    _before_the_row("with the journal open", leaving("opening", "open_journal")),
    _before_the_row("before the row", entering("store.history", "History.record")),
    _before_the_row("half-way through the row", half_of_row(1)),
    _before_the_wire("after the row", leaving("store.history", "History.record")),
    _before_the_wire("with the call announced", leaving("cli.dial", "_printer.<locals>.as_objects")),
    _before_the_wire("with the request signed", leaving("pbx.wire", "signed")),
    _before_the_wire("with the address known", leaving("pbx.name_lookup", "addresses_of")),
    _before_the_wire("before connect", entering("pbx.line", "_connected")),
    _before_the_wire("after connect", leaving("pbx.line", "_connected")),
    _before_the_wire("after the TLS hello", greeting_begun),
    _before_the_wire("after the TLS greeting", leaving("pbx.line", "BoundedStream.start_tls")),
    _before_the_wire("at the point of no return", entering("pbx.attempt", "Attempt.passes_point_of_no_return")),
    _before_the_wire("past the point of no return", leaving("pbx.attempt", "Attempt.passes_point_of_no_return")),
    _before_the_wire("half-way through the headers", half_of_write(1)),
    _on_the_wire("after the headers", leaving("pbx.line", "BoundedStream.write")),
    _on_the_wire("half-way through the body", half_of_write(2)),
    _on_the_wire("after the body", leaving("pbx.line", "BoundedStream.write", 2)),
    _on_the_wire("waiting for the answer", entering("pbx.line", "BoundedStream.read")),
    _after_the_answer("after the answer's first bytes", leaving("pbx.line", "BoundedStream.read")),
    _after_the_answer("after the answer", leaving("pbx.transport", "exchange")),
    _after_the_answer("with the answer understood", leaving("pbx.client", "PbxClient.originate")),
    _after_the_answer("before the last row", entering("store.history", "History.record", 2)),
    _after_the_answer("half-way through the last row", half_of_row(2)),
    _after_the_last_row("after the last row", leaving("store.history", "History.record", 2)),
    _after_the_last_row("with the call placed", leaving("dialer", "Dialer.place")),
    _after_the_last_row("with the journal closed", leaving("opening", "OpenedJournal.close")),
)
