"""``pbxdialer login``: whether the window starts with the user's session, hidden; for people and for installers."""

import argparse
import json
from collections.abc import Callable
from functools import partial

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.desktop import login
from pbxdialer.desktop.login import LoginUnavailable

NAMES = ("login",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("login", parents=[everywhere], help="start the window, hidden, when you log in")
    words.add_argument("act", choices=("status", "on", "off"))
    words.add_argument("--json", action="store_true")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, _desk: Desk) -> int:
    profile = ("--data-dir", str(arguments.data_dir.resolve())) if arguments.data_dir else ()
    acts: dict[str, Callable[[], object]] = {
        "on": partial(login.start_at_login, profile),
        "off": login.do_not_start_at_login,
        "status": login.starts_at_login,
    }
    try:
        acts[arguments.act]()
        on = login.starts_at_login()
    except LoginUnavailable as trouble:
        raise UsageFault(f"starting at login: {trouble}") from trouble
    if arguments.json:
        print(json.dumps({"starts_at_login": on}))
    else:
        print("It starts when you log in, hidden." if on else "It does not start when you log in.")
    return ExitCode.DONE
