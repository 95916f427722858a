"""What keeps a crash from ringing a telephone twice or telling a lie, and what lets the program end in time.

Each is to be broken on purpose.

python -m tests.crash.mutants [word …]     all of them, or those whose name holds a word
"""

import sys

from tests.mutation import Mutant, try_out

TESTS = ("tests/test_crash_matrix.py", "tests/store/test_history.py", "tests/gui/test_quit_matrix.py")
_DIALER, _HISTORY, _OPENING = "dialer.py", "store/history.py", "opening.py"
_PROGRAM = "app/program.py"
_SENT = "            call = self._sent(call, account, secrets, attempt)\n"
_HARD_END = ("__main__.py", "        _end_process(code)\n", "        pass\n")  # ends every thread, too

MUTANTS = (
    Mutant(
        "journal after send",
        _DIALER,
        "            call = self._recorded(call)\n            changed(call)\n" + _SENT,
        _SENT + "            changed(call)\n",
        "test_crash",
    ),
    Mutant(
        "row not committed before the send",
        "store/database.py",
        "timeout=self._waits_for_lock_s, isolation_level=None",
        'timeout=self._waits_for_lock_s, isolation_level="DEFERRED"',
        "test_crash",
    ),
    Mutant(
        "orphans stay in the air",
        _OPENING,
        "settled = history.settle_orphans(lambda name: bool(name) and session_lives(places.sessions, name))",
        "settled = 0",
        "test_crash",
    ),
    Mutant("orphans called not sent", _HISTORY, "SET state = 'UNKNOWN'", "SET state = 'NOT_SENT'", "test_crash"),
    Mutant(
        "calls of the living settled", _HISTORY, " and not is_running(name)]", "]", "test_crash_while_the_pbx_keeps"
    ),
    Mutant(
        "everything of a dead program settled",
        _HISTORY,
        "WHERE session = ? AND state = 'REQUESTED' RETURNING 1",
        "WHERE session = ? RETURNING 1",
        "test_history",
    ),
    Mutant(
        "sent a second time after a crash",
        _OPENING,
        "        if settled:\n",
        "        if settled:\n"
        "            import socket\n"
        "            from urllib.parse import urlsplit\n"
        "            from pbxdialer.store.settings_file import load\n"
        "            url = urlsplit(load(places.settings).settings.accounts[0].url)\n"
        "            socket.create_connection((url.hostname, url.port)).close()\n",
        "test_crash",
    ),
    Mutant(
        "signals not heard",
        _PROGRAM,
        "self._termination.requested.connect(self.quit)",
        "pass",
        "test_quit and SIGTERM and idle",
    ),
    Mutant(
        "workers outlive the window",
        "gui/background.py",
        "name=name, daemon=True",
        "name=name",
        "test_quit and SIGTERM and keyring_hanging",
        also=(_HARD_END,),
    ),
    Mutant(
        "a lookup outlives the window",
        "pbx/name_lookup.py",
        'name="name lookup", daemon=True',
        'name="name lookup", daemon=False',
        "test_quit and names_hanging",
        also=(_HARD_END,),
    ),
    Mutant(
        "call not stopped at the end",
        "gui/switchboard.py",
        "        self.stop_waiting()\n        return self._lane.drained",
        "        return self._lane.drained",
        "test_quit and (requested or tls_greeting)",
    ),
    Mutant(
        "window hidden instead of ended",
        _PROGRAM,
        "        self._application.quit()",
        "        pass",
        "test_quit and closed and idle",
        also=(("app/start.py", "threshold.window.closing.connect(application.quit)", "pass"),),
    ),
    Mutant(
        "a complaint at the end",
        _PROGRAM,
        "            self.tray_desk.close()",
        "            self.tray_desk.close(); import sys; sys.stderr.write('x')",
        "test_quit and idle",
    ),
)


if __name__ == "__main__":
    sys.exit(try_out(MUTANTS, TESTS, *sys.argv[1:]))
