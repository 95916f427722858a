"""``pbxdialer demo-pbx``: a PBX on this computer; ``pbxdialer demo-call``: a whole call in the terminal."""

import argparse
import queue
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode

if TYPE_CHECKING:
    from pbxdialer.demo_pbx import DemoPbx, PhoneEvent

NAMES = ("demo-pbx", "demo-call")
_SILENCE_S = 30.0


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add both commands."""
    alone = commands.add_parser("demo-pbx", parents=[everywhere], help="run a demo PBX on this computer")
    alone.add_argument("--port", type=int, default=0, help="default: a free one")
    alone.set_defaults(run=_run_pbx)
    call = commands.add_parser("demo-call", parents=[everywhere], help="make one call against a demo PBX, here")
    call.set_defaults(run=_run_call)


def _run_pbx(arguments: argparse.Namespace, _desk: Desk) -> int:
    from pbxdialer.demo_pbx import DemoPbx, run_in_terminal

    pbx = DemoPbx.plausible()
    try:
        pbx.start(arguments.port)
    except OSError as error:
        raise UsageFault(f"port {arguments.port} cannot be used: {error.strerror}") from error
    with pbx:
        run_in_terminal(pbx)
    return ExitCode.DONE


def _run_call(_arguments: argparse.Namespace, _desk: Desk) -> int:
    """Dial a demo contact, pick up the simulated phones, and say each step."""
    from pbxdialer.core.call import Call
    from pbxdialer.core.intent import Callee, Intent
    from pbxdialer.core.number import PhoneNumber
    from pbxdialer.core.wording import call_sentence
    from pbxdialer.demo import demo_account, demo_secrets
    from pbxdialer.demo_pbx import DemoPbx
    from pbxdialer.directory.demo_contacts import demo_contacts

    contact = demo_contacts()[0]
    with tempfile.TemporaryDirectory(prefix="pbxdialer-demo-") as folder, DemoPbx.plausible() as pbx:
        desk = Desk(Path(folder))
        account = demo_account(pbx.url)
        callee = Callee(PhoneNumber.from_guest(contact.numbers[0].text), contact.name, contact.company)
        call = Call.intended(Intent.of(callee, account.destination, account))
        print(f"demo PBX on {pbx.url}")
        print(f"calling {contact.name}: {call.dial_string}; rings first: {account.destination.name}")
        happened: queue.SimpleQueue[PhoneEvent] = queue.SimpleQueue()
        unwatch = pbx.watch(happened.put)
        outcome = desk.dialer().place(call, account, demo_secrets())
        sentence = call_sentence(outcome, desk.tr)
        print(f"dialer: {sentence.title}. {sentence.advice}", flush=True)
        ended = _picked_up(pbx, happened)
        unwatch()
        desk.close()
    return ExitCode.DONE if ended and outcome.failure is None else ExitCode.FAILED


def _picked_up(pbx: "DemoPbx", happened: "queue.SimpleQueue[PhoneEvent]") -> bool:
    """Pick up the agent's telephone, talk, hang up, and say each step; False where the telephones fall silent."""
    from pbxdialer.demo_pbx import Happening

    act = {Happening.AGENT_RINGING: pbx.answer, Happening.CUSTOMER_ANSWERED: pbx.hang_up}
    while True:
        try:
            event = happened.get(timeout=_SILENCE_S)
        except queue.Empty:
            return False
        end = f" ({event.status})" if event.status else ""
        print(f"phones: {event.user} {event.what}{end}", flush=True)
        if event.what in act:
            act[event.what](event.user)
        if event.what is Happening.CALL_ENDED:
            return True
