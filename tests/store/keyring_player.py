"""Our own code in a process of its own, inside the session of a real keyring."""

import json
import sys
from pathlib import Path

from pbxdialer.core.account import Secrets
from tests.canary.mark import MARK
from tests.secret_service import ROOT, SecretService

ACCOUNT = "0123456789ab4def8123456789abcdef"
CANARIES = {
    "api_username": f"canary-{MARK}/ă?1",
    "api_password": 'canary "pass\\word" ~&=+% ț😀',
    "api_key": f"canary-key-{MARK}",
    "api_token": f"canary-token-{MARK}",
}
CANARY = Secrets(**CANARIES)

PLAYER = """
import json, logging, sys, time
logging.basicConfig(level=logging.DEBUG, filename=sys.argv[1])
from pbxdialer.core.account import Secrets
from pbxdialer.store.credentials import Credentials

account, step = sys.argv[2:4]
secrets = Secrets(**json.load(sys.stdin))
credentials = Credentials.of_this_system()
began = time.monotonic()
answer = {"backend": credentials.backend_name, "survives": credentials.survives_restart}
try:
    if step == "write":
        credentials.write(account, secrets)
    if step == "forget":
        credentials.forget(account)
    answer["same"] = credentials.read(account) == secrets
    answer["empty"] = credentials.read(account) == Secrets()
except Exception as error:
    logging.exception("step failed")
    answer["error"] = type(error).__name__
    answer["says"] = str(error)
answer["took_s"] = time.monotonic() - began
answer["modules"] = sorted(sys.modules)
print(json.dumps(answer))
"""


class Player:
    """Writes, reads and forgets the canaries, each step in a new process, which logs everything it can."""

    def __init__(self, service: SecretService, folder: Path) -> None:
        self._service = service
        self._log = folder / "player.log"

    def __call__(self, step: str, account: str = ACCOUNT, **environment: str) -> dict[str, object]:
        run = self._service.run(
            [sys.executable, "-c", PLAYER, str(self._log), account, step],
            {"PYTHONPATH": str(ROOT)} | environment,
            input=json.dumps(CANARIES),
        )
        assert run.stderr == ""
        answer: dict[str, object] = json.loads(run.stdout)
        return answer
