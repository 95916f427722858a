"""``pbxdialer self-test``: does everything work on this computer? Each line names one part and what it found."""

import argparse
import json
import ssl
import subprocess
import sys
from collections.abc import Callable
from uuid import uuid4

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.account import Secrets
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.plain_text import plain

NAMES = ("self-test",)
_WINDOW_S = 20
_WINDOW_PROOF = "from PySide6.QtWidgets import QApplication; QApplication(['x', '-platform', 'offscreen']); print('Qt')"


class PartFailed(Exception):
    """One part does not work; the message says what was found."""


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("self-test", parents=[everywhere], help="check this installation; calls nobody")
    words.add_argument("--json", action="store_true")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    parts: list[tuple[str, Callable[[Desk], str]]] = [
        ("history", _history),
        ("contacts", _contacts),
        ("keyring", _keyring),
        ("trusted issuers", _issuers),
        ("a call on the demo PBX", _demo_call),
        ("window system", _window_system),
    ]
    results = []
    for name, part in parts:
        try:
            good, found = True, part(desk)
        except Exception as error:  # the test goes on whatever is broken
            good, found = False, plain(str(error)) or type(error).__name__
        results.append({"part": name, "good": good, "found": found})
        if not arguments.json:
            print(f"{'ok  ' if good else 'FAIL'} {name}: {found}", flush=True)
    if arguments.json:
        print(json.dumps({"good": all(result["good"] for result in results), "parts": results}, ensure_ascii=False))
    return ExitCode.DONE if all(result["good"] for result in results) else ExitCode.FAILED


def _history(desk: Desk) -> str:
    return f"{desk.places.calls}, {len(desk.history.recent(1))} recent"


def _contacts(desk: Desk) -> str:
    return f"{desk.places.contacts}, {desk.contacts.count()} contacts"


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
    context = ssl.create_default_context()
    if sys.platform != "linux":
        return "the system's own verification"
    count = context.cert_store_stats()["x509_ca"]
    if not count and not ssl.get_default_verify_paths().capath:
        raise PartFailed("no issuer is trusted on this computer: https will fail")
    return f"{count} issuers"


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


def _window_system(_desk: Desk) -> str:
    """Start Qt in a process of its own, so that this command stays free of it."""
    if getattr(sys, "frozen", False):
        return "not tried from the console program"
    proof = subprocess.run(
        [sys.executable, "-c", _WINDOW_PROOF], capture_output=True, text=True, timeout=_WINDOW_S, check=False
    )
    if proof.returncode:
        raise PartFailed(plain(proof.stderr[-300:]) or f"exit code {proof.returncode}")
    return "Qt starts"


class _NoJournal:
    """The self-test's call is no call of the agent's: it leaves no row."""

    def record(self, call: Call) -> None:
        """Keep nothing."""
