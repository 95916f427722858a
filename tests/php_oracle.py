"""Real PHP as the judge: what a PBX's PHP parses from our requests, and whether the signature holds for it.

    with PhpOracle() as oracle:
        ...                        # send something to oracle.url
        oracle.originates()        # what arrived, as PHP understood it

`php` comes from Debian's php-cli; without it the tests are skipped, loudly.
"""

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from pbxdialer.core.account import Secrets
from tests.canary.mark import MARK, hear
from tests.waiting import await_condition

_PHP_FOLDER = Path(__file__).parent / "php"
_START_S = 10.0
BODY_SECRETS = Secrets(
    api_username=f"agent-{MARK}", api_password=f"p~ss {MARK} wörd&=+%", api_key=f"k€y-{MARK}-of-the-pbx"
)
BEARER_SECRETS = Secrets(api_key=BODY_SECRETS.api_key, api_token=f"token-{MARK}-89")


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived: the raw bytes, what PHP made of them, and `verdict`, empty when it was accepted."""

    method: str
    path: str
    query: str
    body: bytes
    content_type: str
    authorization: str
    fields: dict[str, Any]
    rebuilt: str
    verdict: str
    at: float

    @property
    def data(self) -> dict[str, Any]:
        """The ``data`` map; an empty list where PHP saw none."""
        return self.fields.get("data", {})

    @property
    def signed_text(self) -> str:
        """The query text as it travelled, signature included."""
        return self.query if self.method == "GET" else self.body.decode("ascii")


class PhpOracle:
    """PHP's own web server with a script that recomputes the signature and answers like the PBX.

    `secrets` decides the generation: with an ``api_token`` it wants bearer requests, otherwise body credentials.
    `answer` is the answer to every accepted request, as text or as a map to be sent as JSON (default: the documented
    success), with HTTP `status`; to an originate it comes `answer_after_s` seconds after the request was written down.
    `configure` changes the three while it runs. While one of the `workers` waits to answer, another takes requests.
    """

    def __init__(
        self,
        secrets: Secrets = BODY_SECRETS,
        *,
        answer: str | Mapping[str, Any] | None = None,
        answer_after_s: float = 0.0,
        status: int = 200,
        workers: int = 1,
    ) -> None:
        self.secrets = secrets
        self._settings: dict[str, Any] = {"answer": answer, "answer_after_s": answer_after_s, "status": status}
        self._workers = workers
        self._php: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        php = php_program()
        self._folder = tempfile.TemporaryDirectory(prefix="php-oracle-")
        self._log = Path(self._folder.name, "requests.jsonl")
        self._log.touch()
        self.configure()
        for _ in range(5):  # another program may take the free port before PHP does
            if self._started(php):
                return self
        complaint = self._stderr.read_text(errors="replace")
        self._folder.cleanup()
        raise RuntimeError(f"php -S did not start: {complaint}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self.forget()
        self._folder.cleanup()

    @property
    def url(self) -> str:
        """The address to put into an account."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        return self._port

    def configure(self, **settings: Any) -> None:
        """Change `answer`, `answer_after_s` or `status`; the next request sees it."""
        self._settings |= settings
        if isinstance(self._settings["answer"], Mapping):
            self._settings["answer"] = json.dumps(self._settings["answer"])
        secrets = {
            name: getattr(self.secrets, name) for name in ("api_username", "api_password", "api_key", "api_token")
        }
        config = Path(self._folder.name, "config.json")
        fresh = config.with_suffix(".new")
        fresh.write_text(json.dumps(secrets | self._settings))
        fresh.replace(config)

    def requests(self) -> list[Seen]:
        """Everything that arrived so far, oldest first."""
        whole_lines = self._log.read_text(encoding="utf-8").split("\n")[:-1]
        return [_seen(json.loads(line)) for line in whole_lines]

    def originates(self) -> list[Seen]:
        """The originate-call requests among them."""
        return [seen for seen in self.requests() if seen.path.endswith("/api/originate-call")]

    def forget(self) -> None:
        """Forget what arrived so far."""
        for seen in self.requests():
            hear(seen.query.encode(errors="replace") + b" " + seen.body)
        self._log.write_text("")

    def await_originates(self, count: int, within_s: float = 10.0) -> list[Seen]:
        """Wait until `count` originates have arrived and return them. Raises AssertionError when they do not."""
        await_condition(lambda: len(self.originates()) >= count, within_s, f"{count} originates at the PBX")
        return self.originates()

    def _started(self, php: str) -> bool:
        self._port = _free_port()
        self._stderr = Path(self._folder.name, "stderr")
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "ORACLE_CONFIG": str(Path(self._folder.name, "config.json")),
            "ORACLE_LOG": str(self._log),
        }
        if self._workers > 1:
            environment["PHP_CLI_SERVER_WORKERS"] = str(self._workers)
        with self._stderr.open("wb") as stderr:
            self._php = subprocess.Popen(
                [php, "-d", "display_errors=stderr", "-S", f"127.0.0.1:{self._port}", str(_PHP_FOLDER / "oracle.php")],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
        process = self._php
        await_condition(lambda: process.poll() is not None or _listens(self._port), _START_S, "php -S to listen")
        return process.poll() is None

    def _stop(self) -> None:
        if self._php is None:
            return
        if self._php.poll() is None:
            os.killpg(self._php.pid, signal.SIGKILL)  # its own session: the workers, too, and nobody else
        self._php.wait()
        self._php = None
        await_condition(lambda: not _listens(self._port), _START_S, "PHP's workers to be gone")


class PhpQuery:
    """PHP's ``http_build_query``, asked over a pipe."""

    def __enter__(self) -> Self:
        self._php = subprocess.Popen(
            [php_program(), str(_PHP_FOLDER / "query.php")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._php.communicate()

    def __call__(self, params: object) -> tuple[str, Any]:
        """Return PHP's query for `params`, and what PHP reads back from it."""
        assert self._php.stdin
        assert self._php.stdout
        self._php.stdin.write(json.dumps(params).encode() + b"\n")
        self._php.stdin.flush()
        query, parsed = json.loads(self._php.stdout.readline())
        return query, parsed


def php_program() -> str:
    """Return the path of PHP, or skip the test, loudly."""
    php = shutil.which("php")
    if php is None:
        pytest.skip("missing: PHP; the signature is NOT PROVED against real PHP (apt-get install php-cli)")
    return php


def _seen(row: dict[str, Any]) -> Seen:
    row["body"] = base64.b64decode(row["body"])
    return Seen(**row)


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
