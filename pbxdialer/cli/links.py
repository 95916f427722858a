"""``pbxdialer links``: who opens telephone links on this computer, and being the one who does."""

import argparse
import json
from collections.abc import Callable

from pbxdialer.cli.desk import Desk, Everywhere, Subcommands, UsageFault
from pbxdialer.cli.exit_code import ExitCode
from pbxdialer.core.plain_text import plain
from pbxdialer.desktop import links
from pbxdialer.desktop.link_handler import LinksUnavailable

NAMES = ("links",)


def add_to(commands: Subcommands, everywhere: Everywhere) -> None:
    """Add the command."""
    words = commands.add_parser("links", parents=[everywhere], help="be the program that opens tel:, callto:, sip:")
    words.add_argument("act", choices=("status", "claim", "release"))
    words.add_argument("--json", action="store_true")
    words.set_defaults(run=_run)


def _run(arguments: argparse.Namespace, _desk: Desk) -> int:
    acts: dict[str, Callable[[], None]] = {"claim": links.claim, "release": links.release, "status": lambda: None}
    try:
        acts[arguments.act]()
        handlers = links.handlers()
    except LinksUnavailable as trouble:
        raise UsageFault(f"the system's links: {trouble}") from trouble
    page = links.system_page()
    if arguments.json:
        schemes = {handler.scheme: {"handler": handler.name, "ours": handler.ours} for handler in handlers}
        print(json.dumps({"schemes": schemes, "system_page": page}, ensure_ascii=False))
        return ExitCode.DONE
    for handler in handlers:
        mine = " (this program)" if handler.ours else ""
        print(f"{handler.scheme}: {plain(handler.name, 80) or 'nobody'}{mine}")
    if arguments.act == "claim" and page and not all(handler.ours for handler in handlers):
        print(f"The system lets only you choose; its page opens at {page}")
    return ExitCode.DONE
