"""``pbxdialer history``: the calls made from this profile, newest first; searched, narrowed, exported."""

import argparse
import json
from datetime import datetime
from pathlib import Path

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.dial import state_of
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.call import Call
from pbxdialer.core.call_filter import CallFilter, CallKind
from pbxdialer.core.plain_text import plain
from pbxdialer.core.wording import state_word

NAMES = ("history",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("history", parents=[everywhere], help="recent calls and what became of them")
    words.add_argument("--limit", type=int, default=50, metavar="N")
    words.add_argument("--search", default="", metavar="TEXT", help="name, company, note, or digits in any spelling")
    words.add_argument("--today", action="store_true")
    narrowed = words.add_mutually_exclusive_group()
    narrowed.add_argument("--unknown", action="store_true", help="only calls of which nobody knows what became of them")
    narrowed.add_argument("--not-answered", action="store_true")
    words.add_argument("--export", type=Path, metavar="FILE.csv", help="write them into a file instead")
    words.add_argument("--json", action="store_true")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, desk: Desk) -> int:
    calls = desk.history.found(_filter(arguments, desk), max(1, arguments.limit))
    if arguments.export is not None:
        return _export(calls, arguments.export, desk)
    if arguments.json:
        rows = [
            {
                **state_of(call, desk.tr),
                "name": call.name,
                "company": call.company,
                "account": call.account_name,
                "requested_at": call.requested_at.isoformat(),
                "result": call.result.value if call.result else None,
                "duration_s": call.duration_s,
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


def _filter(arguments: argparse.Namespace, desk: Desk) -> CallFilter:
    kind = CallKind.UNKNOWN if arguments.unknown else CallKind.NOT_ANSWERED if arguments.not_answered else CallKind.ALL
    midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    return CallFilter(arguments.search, kind, midnight if arguments.today else None, desk.settings.region)


def _export(calls: list[Call], file: Path, desk: Desk) -> int:
    from pbxdialer.directory.call_export import calls_as_csv

    try:
        file.write_bytes(calls_as_csv(calls, desk.tr))
    except OSError as error:
        raise UsageFault(f"{file} cannot be written: {error.strerror}") from error
    print(f"{len(calls)} calls written to {file}")
    return ExitCode.DONE
