"""What the exit codes say, so that a script can tell "not sent" from "unknown"."""

from enum import IntEnum

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.failure import FailureCode


class ExitCode(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOT_SENT = 3
    REFUSED = 4
    UNKNOWN = 5


def exit_code_of(call: Call) -> ExitCode:
    """Return the exit code that tells what became of `call`."""
    if call.failure and call.failure.code is FailureCode.BAD_VALUE:
        return ExitCode.USAGE
    return {
        CallState.NOT_SENT: ExitCode.NOT_SENT,
        CallState.REFUSED: ExitCode.REFUSED,
        CallState.NOT_ANSWERED: ExitCode.REFUSED,
        CallState.UNKNOWN: ExitCode.UNKNOWN,
        CallState.REQUESTED: ExitCode.UNKNOWN,
    }.get(call.state, ExitCode.DONE)
