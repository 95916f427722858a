"""What keeps secrets in their place, each to be broken on purpose, and leaks planted where a hasty change puts them.

python -m tests.canary.mutants [word …]     all of them, or those whose name holds a word
"""

import sys

from tests.mutation import Mutant, try_out

TESTS = ("tests/test_canary.py",)
_TRANSPORT, _CLIENT, _CREDENTIALS = "pbx/transport.py", "pbx/client.py", "store/credentials.py"
_SIGNED = "            query = signed(fields, account, secrets)\n"
_ITEM = "        item = _item_from(secrets)\n"

MUTANTS = (
    Mutant(
        "memory image left",
        "pbx/environment.py",
        "(0, resource.getrlimit(resource.RLIMIT_CORE)[1])",
        "resource.getrlimit(resource.RLIMIT_CORE)",
        "crashes_in_mid_call",
    ),
    Mutant(
        "secrets in a repr",
        "core/account.py",
        'api_password: str = field(default="", repr=False)',
        'api_password: str = field(default="")',
        "in_the_window",
    ),
    Mutant(
        "httpx tells addresses",
        _TRANSPORT,
        "lambda record: record.levelno >= logging.WARNING",
        "lambda record: True",
        "stands_in_the_address",
    ),
    Mutant(
        "request in a log",
        _CLIENT,
        _SIGNED,
        _SIGNED + "            import logging; logging.getLogger(__name__).debug(query.text)\n",
        "command_line",
    ),
    Mutant(
        "only the signature in a log",
        _CLIENT,
        _SIGNED,
        _SIGNED + "            import logging; logging.getLogger(__name__).debug(query.text[-32:])\n",
        "in_the_window",
    ),
    Mutant(
        "a plaintext copy beside the keyring",
        _CREDENTIALS,
        _ITEM,
        _ITEM + "        import tempfile; tempfile.NamedTemporaryFile('w', delete=False).write(item)\n",
        "command_line",
    ),
    Mutant(
        "a base64 copy beside the keyring",
        _CREDENTIALS,
        _ITEM,
        _ITEM + "        import base64, pathlib\n"
        "        pathlib.Path.home().joinpath('.pbx').open('ab').write(base64.b64encode(b'12' + item.encode()))\n",
        "in_the_window",
    ),
    Mutant(
        "secrets on a command line",
        _CLIENT,
        _SIGNED,
        _SIGNED + "            import subprocess, sys\n"
        "            subprocess.Popen([sys.executable, '-c', 'input()', secrets.api_password], stdin=-1)\n",
        "in_the_air",
    ),
)


if __name__ == "__main__":
    sys.exit(try_out(MUTANTS, TESTS, *sys.argv[1:]))
