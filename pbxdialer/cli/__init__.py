"""The command line: everything the window does for a call, for scripts and administrators. Imports no Qt."""

from pbxdialer.cli.commands import COMMANDS, main

__all__ = ["COMMANDS", "main"]
