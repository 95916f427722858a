"""What does a person see of the PBX in a terminal, and which keys work there? Plain lines, no curses."""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from pbxdialer.demo_pbx.pbx import DemoPbx
from pbxdialer.demo_pbx.phones import PhoneEvent, PhoneState, PhoneView

_COMMANDS = "a answer · r reject · h hang up (a name after the letter picks a telephone) · Enter telephones · q quit"

_SHAPES = {
    PhoneState.IDLE: "○",
    PhoneState.RINGING: "◉",
    PhoneState.IN_CALL: "●",
    PhoneState.OFFLINE: "x",
    PhoneState.BUSY: "■",
}


def run_in_terminal(pbx: DemoPbx, stdin: TextIO | None = None, stdout: TextIO | None = None) -> None:
    """Show a running PBX until a person quits, the input ends, Ctrl-C or SIGTERM.

    The first line is ``demo PBX on http://127.0.0.1:PORT``, for programs to read. On a terminal one may answer,
    reject and hang up; elsewhere every event is one line and the input is left alone. Call it from the main thread.
    """
    view = _TerminalView(pbx, sys.stdin if stdin is None else stdin, sys.stdout if stdout is None else stdout)
    unwatch = pbx.watch(view.show_event)
    try:
        with _sigterm_interrupts():
            view.run()
    except KeyboardInterrupt:
        view.say("stopped")
    finally:
        unwatch()


class _TerminalView:
    def __init__(self, pbx: DemoPbx, stdin: TextIO, stdout: TextIO) -> None:
        self._pbx = pbx
        self._stdin = stdin
        self._stdout = stdout
        self._writing = threading.Lock()

    def run(self) -> None:
        self.say(f"demo PBX on {self._pbx.url}")
        self._show_credentials()
        self._show_phones()
        if self._stdin.isatty():
            self.say(_COMMANDS)
            self._obey()
        else:
            _wait_for_ever()

    def say(self, line: str) -> None:
        # Terminals that cannot write a name or a shape still get the rest of the line.
        encoding = self._stdout.encoding or "utf-8"
        with self._writing:
            self._stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
            self._stdout.flush()

    def show_event(self, event: PhoneEvent) -> None:
        who = f" – {event.name} {event.number}" if event.number else f" – now {self._pbx.phone(event.user).state}"
        how = f" – {event.status}" if event.status else ""
        self.say(f"{event.at.astimezone():%H:%M:%S} {event.user}: {event.what}{who}{how}")
        if self._stdin.isatty():
            self.say("  " + "   ".join(f"{_SHAPES[phone.state]} {phone.user}" for phone in self._pbx.phones()))

    def _show_credentials(self) -> None:
        credentials = self._pbx.config.credentials
        self.say(f"  user {credentials.username} · password {credentials.password} · key {credentials.key}")
        self.say(f"  bearer token {credentials.token} · projects {self._projects()}")
        queues = ", ".join(queue.name for queue in self._pbx.config.queues)
        contexts = ", ".join(context.name for context in self._pbx.config.contexts)
        self.say(f"  queues {queues} · contexts {contexts}")

    def _projects(self) -> str:
        return ", ".join(f"{project.id} ({project.name})" for project in self._pbx.config.projects)

    def _show_phones(self) -> None:
        for phone in self._pbx.phones():
            self.say(_phone_line(phone))

    def _obey(self) -> None:
        for line in self._stdin:
            letter, _, user = line.strip().partition(" ")
            match letter.lower():
                case "":
                    self._show_phones()
                case "q":
                    return
                case "a":
                    self._act(self._pbx.answer, user.strip(), PhoneState.RINGING)
                case "r":
                    self._act(self._pbx.reject, user.strip(), PhoneState.RINGING)
                case "h":
                    self._act(self._pbx.hang_up, user.strip(), PhoneState.IN_CALL)
                case _:
                    self.say(_COMMANDS)

    def _act(self, act: Callable[[str], bool], user: str, state: PhoneState) -> None:
        """Do `act` to the telephone of `user`; without a name, to the one that has been in `state` longest."""
        candidates = [phone for phone in self._pbx.phones() if phone.state is state]
        first = min(candidates, key=lambda phone: phone.since, default=None)
        chosen = user or (first.user if first else "")
        if not act(chosen):
            self.say(f"no telephone of that name is {state}" if user else f"no telephone is {state}")


def _phone_line(phone: PhoneView) -> str:
    """Return one line about one telephone; its state is told by shape and word."""
    call = f" – {phone.name} {phone.number}" if phone.number else ""
    return f"  {_SHAPES[phone.state]} {phone.extension} {phone.user:<12} {phone.state}{call}"


def _wait_for_ever() -> None:
    while True:
        time.sleep(3600)


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """Let SIGTERM end the view as Ctrl-C does, where signals can be caught: on the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
