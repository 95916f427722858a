"""``pbxdialer self-test``: does everything work on this computer? Each line names one part and what it found."""

import argparse
import json
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypedDict
from uuid import uuid4

from pbxdialer import __version__
from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.account import Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.plain_text import plain

NAMES = ("self-test",)
_WINDOW_S = 8
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class PartFailed(Exception):
    """One part does not work; the message says what was found."""


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("self-test", parents=[everywhere], help="check this installation; calls nobody")
    words.add_argument("--json", action="store_true")
    words.add_argument("--platform", default="", metavar="NAME", help="the plugin of Qt to start the window with")
    words.set_defaults(run=_run)


class Result(TypedDict):
    """One part, whether it works, and what was found."""

    part: str
    good: bool
    found: str


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    found = []
    for result in results(desk, arguments.platform):
        found.append(result)
        if not arguments.json:
            print(line_of(result), flush=True)
    good = all(result["good"] for result in found)
    if arguments.json:
        told = {"good": good, "version": __version__, "frozen": bool(getattr(sys, "frozen", False)), "parts": found}
        print(json.dumps(told, ensure_ascii=False))
    return ExitCode.DONE if good else ExitCode.FAILED


def line_of(result: Result) -> str:
    """Return one result as a person reads it."""
    return f"{'ok  ' if result['good'] else 'FAIL'} {result['part']}: {result['found']}"


def results(desk: Desk, platform: str = "") -> Iterator[Result]:
    """Try one part after the other; the test goes on whatever is broken."""
    parts: list[tuple[str, Callable[[Desk], str]]] = [
        ("history", _history),
        ("contacts", _contacts),
        ("keyring", _keyring),
        ("trusted issuers", _issuers),
        ("a call on the demo PBX", _demo_call),
        ("phone links", _links),
    ]
    for name, part in parts:
        try:
            yield {"part": name, "good": True, "found": part(desk)}
        except Exception as error:
            yield {"part": name, "good": False, "found": plain(str(error)) or type(error).__name__}
    try:
        yield from _window_system(platform)
    except Exception as error:
        yield {"part": "window system", "good": False, "found": plain(str(error)) or type(error).__name__}


def _history(desk: Desk) -> str:
    found = f"{desk.places.calls}, {len(desk.history.recent(1))} recent"
    return f"{found}, {_writable(desk.places.calls)}"


def _contacts(desk: Desk) -> str:
    found = f"{desk.places.contacts}, {desk.contacts.count()} contacts"
    return f"{found}, {_writable(desk.places.contacts)}"


def _writable(database: Path) -> str:
    """Open the file to write, and its folder, where SQLite puts its journal; nothing in them changes."""
    with database.open("r+b"), TemporaryDirectory(prefix="self-test-", dir=database.parent):
        return "writable"


def _keyring(desk: Desk) -> str:
    """Write, read and remove an item of our own."""
    keyring = desk.credentials()
    if not keyring.survives_restart:
        return "none: credentials live for one session"
    trial, item = Secrets(api_key=uuid4().hex), f"self-test-{uuid4().hex}"
    keyring.write(item, trial)
    same = keyring.read(item) == trial
    keyring.forget(item)
    if not same:
        raise PartFailed(f"{keyring.backend_name} did not give back what was written")
    return f"{keyring.backend_name}, round trip done"


def _issuers(_desk: Desk) -> str:
    """Look for the roots where the calls do."""
    from pbxdialer.pbx.transport import trusted_context

    context = trusted_context()
    if sys.platform != "linux":
        return "the system's own verification"
    count = context.cert_store_stats()["x509_ca"]
    folder = ssl.get_default_verify_paths().capath  # read as certificates are met
    if not count and not (folder and any(Path(folder).iterdir())):
        raise PartFailed("no issuer is trusted on this computer: https will fail")
    return f"{count} issuers" if count else f"those in {folder}"


def _links(_desk: Desk) -> str:
    """Say who opens each kind of link; whoever it is, that is the person's own choice."""
    from pbxdialer.desktop.links import handlers

    return ", ".join(f"{handler.scheme}: {handler.name or 'nobody'}" for handler in handlers())


def _demo_call(_desk: Desk) -> str:
    """Sign and send one call to a demo PBX in this process, which verifies the signature."""
    from pbxdialer.demo import demo_account, demo_secrets
    from pbxdialer.demo_pbx import DemoPbx
    from pbxdialer.dialer import Dialer
    from pbxdialer.pbx.client import PbxClient

    with DemoPbx.plausible() as pbx:
        account = demo_account(pbx.url)
        call = Call.intended(Intent.of(Callee(PhoneNumber("0722123456")), account.destination, account))
        outcome = Dialer(PbxClient(), _NoJournal()).place(call, account, demo_secrets())
    if outcome.state is not CallState.RINGING_AGENT:
        raise PartFailed(f"{outcome.state} {outcome.failure or outcome.messages}")
    return "signed, sent, accepted"


def _window_system(platform: str) -> list[Result]:
    """Start Qt in a process of its own, so that this command stays free of it, and return what that one found."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pbxdialer"]
    proof = subprocess.Popen(
        [*program, "--prove-window", *([platform] if platform else [])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        creationflags=_NO_CONSOLE,
        cwd=Path(__file__).resolve().parents[2],
    )
    try:
        told, complained = proof.communicate(timeout=_WINDOW_S)
    except subprocess.TimeoutExpired as error:  # its streams are not waited for: a debugger may hold them
        proof.kill()
        raise PartFailed(f"it did not come up within {_WINDOW_S} s") from error
    if not told.strip().startswith(b"["):
        raise PartFailed(plain(complained.decode("utf-8", "replace")[-300:]) or f"exit code {proof.returncode}")
    found: list[Result] = json.loads(told)
    return found


class _NoJournal:
    """The self-test's call is no call of the agent's: it leaves no row."""

    def record(self, call: Call) -> None:
        """Keep nothing."""
