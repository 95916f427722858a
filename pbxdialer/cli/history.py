"""``pbxdialer history``: the calls made from this profile, newest first."""

import argparse
import json

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands
from pbxdialer.cli.dial import state_of
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.plain_text import plain
from pbxdialer.core.wording import state_word

NAMES = ("history",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("history", parents=[everywhere], help="recent calls and what became of them")
    words.add_argument("--limit", type=int, default=50, metavar="N")
    words.add_argument("--json", action="store_true")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    calls = desk.history.recent(max(1, arguments.limit))
    if arguments.json:
        rows = [
            {
                **state_of(call, desk.tr),
                "name": call.name,
                "company": call.company,
                "account": call.account_name,
                "requested_at": call.requested_at.isoformat(),
                "note": call.note,
            }
            for call in calls
        ]
        print(json.dumps({"calls": rows}, ensure_ascii=False))
        return ExitCode.DONE
    for call in calls:
        local = call.requested_at.astimezone().strftime("%Y-%m-%d %H:%M")
        who = f"{plain(call.name)} ({call.dial_string})" if call.name else call.dial_string
        print(f"{local}  {state_word(call, desk.tr):<14}  {who}")
    return ExitCode.DONE
