"""No secret leaves its place: the program runs at DEBUG with a canary's secrets, and then every byte is searched.

What is sought: every secret, and the api_hash of every request that was sent (a captured one can be replayed for ever,
pbx-api.md), plain, URL-encoded, escaped and in base64. Where: data, logs, temporary files, home folder with the
keyring's own file, runtime folder, whatever was printed, cores, command lines and environments. The one place where
they may be found is the PBX.
"""

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from pbxdialer.core.account import Secrets
from tests.canary.cage import CANARY, Cage, what_everybody_sees
from tests.fault_pbx import NO_SUCH_USER, FaultPbx, hang, read_request, reply, reset
from tests.php_oracle import PhpOracle
from tests.secret_service import SecretService, spellings

pytestmark = pytest.mark.fault_matrix

_HASH = re.compile(rb"api_hash=([0-9a-f]{32})")
_SECRETS = json.dumps(asdict(CANARY))
_CONTACTS = "Name,Company,Phone\nȘtefan Ionescu,Acme SRL,0722 123 456\n"


class Pbxs:
    """PBXs of every temper, and the signatures of everything they were sent."""

    def __init__(self, stack: ExitStack) -> None:
        self.body = stack.enter_context(PhpOracle(replace(CANARY, api_token=""), workers=2))
        self._bearer = stack.enter_context(PhpOracle(Secrets(api_key=CANARY.api_key, api_token=CANARY.api_token)))
        self._refusing = stack.enter_context(FaultPbx(read_request, reply(NO_SUCH_USER, "403 Forbidden")))
        self._losing = stack.enter_context(FaultPbx(read_request, reset))
        self.silent = stack.enter_context(FaultPbx(read_request, hang))
        html = b"<html>Internal Server Error</html>"
        self._broken = stack.enter_context(FaultPbx(read_request, reply(html, "500 Internal Server Error")))

    @property
    def urls(self) -> dict[str, str]:
        return {
            "body": self.body.url,
            "bearer": self._bearer.url,
            "refusing": self._refusing.url,
            "losing": self._losing.url,
            "broken": self._broken.url,
            "absent": "http://127.0.0.1:9",
        }

    def signatures(self) -> set[str]:
        """Return the api_hash of every request that arrived anywhere."""
        texts = [seen.signed_text.encode() for oracle in (self.body, self._bearer) for seen in oracle.requests()]
        texts += [pbx.wire for pbx in (self._refusing, self._losing, self._broken, self.silent)]
        return {found.decode() for text in texts for found in _HASH.findall(text)}


@pytest.fixture
def pbxs() -> Iterator[Pbxs]:
    with ExitStack() as stack:
        yield Pbxs(stack)


@pytest.fixture
def cage(secret_service: SecretService, tmp_path: Path) -> Cage:
    return Cage(tmp_path / "cage", secret_service)


def add_account(cage: Cage, name: str, url: str) -> None:
    words = ["--url", url, "--project", "1", "--type", "user", "--destination", "ionescu", "--secrets-from-stdin"]
    words += ["--method", "get"] if name == "get" else []
    words += ["--auth", "bearer"] if name == "bearer" else []
    assert cage.command("account", "add", name, *words, stdin=_SECRETS) == 0, cage.printed()


def test_the_canary_on_the_command_line(cage: Cage, pbxs: Pbxs, tmp_path: Path) -> None:
    contacts = tmp_path / "people.csv"
    contacts.write_text(_CONTACTS, encoding="utf-8")
    outcome = {"refusing": 4, "losing": 5, "broken": 5, "absent": 3}
    for name, url in pbxs.urls.items():
        add_account(cage, name, url)
        assert cage.command("dial", "0722123456", "--account", name, "--json") == outcome.get(name, 0), cage.printed()
    assert cage.command("account", "test", "body") == 0
    assert cage.command("account", "show", "bearer") == 0
    assert cage.command("dial", "0722123456", "--name", "line\nbreak") == 2
    assert cage.command("dial", "0722123456", "--secrets-from-stdin", stdin=_SECRETS[:-1]) == 2
    assert cage.command("dial", "0722123456", "--secrets-from-stdin", stdin=json.dumps([CANARY.api_password])) == 2
    assert cage.command("contacts", "import", str(contacts), "--yes") == 0
    assert cage.command("search", "stef", "--json") == 0
    assert cage.command("history") == 0
    cage.command("self-test")
    assert cage.command("support-bundle", str(cage.data / "support.zip")) == 0
    assert cage.command("support-bundle", "-", "--print") == 0
    assert cage.command("account", "remove", "bearer") == 0

    signatures = pbxs.signatures()
    assert len(signatures) == 7, "one for each call that was sent, and one a generation for the connection test"
    assert cage.find({*CANARY.values(), *signatures}) == []


def test_the_canary_in_the_window(cage: Cage, pbxs: Pbxs) -> None:
    printed = spend_the_morning(cage, pbxs.urls)
    outcomes = {"body": "RINGING_AGENT", "bearer": "RINGING_AGENT", "refusing": "REFUSED", "absent": "NOT_SENT"}
    for name, outcome in {**outcomes, "losing": "UNKNOWN", "broken": "UNKNOWN"}.items():
        assert f"{name} PBX {outcome}" in printed
    diary = (cage.data / "logs" / "pbxdialer.log").read_text(encoding="utf-8")
    assert diary.count("a fault beside 2 secrets") >= 3, "in a slot, on a worker, on a thread of nobody's"
    bundle = (cage.data / "support.zip").read_bytes()
    assert b"a fault beside 2 secrets" in bundle, "the log is in it, and can be searched as it lies there"
    signatures = pbxs.signatures()
    assert len(signatures) >= 7, "a connection test and six calls"
    assert cage.find({*CANARY.values(), *signatures}) == []


def test_the_canary_where_the_request_stands_in_the_address(cage: Cage, pbxs: Pbxs) -> None:
    add_account(cage, "get", pbxs.body.url)
    assert cage.command("dial", "0722123456") == 0
    assert "get PBX RINGING" in spend_the_morning(cage, {"body": pbxs.body.url, "get": pbxs.body.url})
    assert [seen.method for seen in pbxs.body.originates()].count("GET") == 2
    signatures = pbxs.signatures()
    assert len(signatures) >= 5, "a connection test and four calls"
    assert cage.find({*CANARY.values(), *signatures}) == []


def test_the_canary_while_a_call_is_in_the_air(cage: Cage, pbxs: Pbxs) -> None:
    child = call_the_silent(cage, pbxs)
    wanted = {*CANARY.values(), *pbxs.signatures()}
    seen = what_everybody_sees(child)
    assert b"0722123456" in seen
    assert [text for text in wanted if any(spelling in seen for spelling in spellings(text))] == []
    assert cage.find(wanted) == []
    child.terminate()
    assert cage.wait_for(child) == 5
    assert cage.find(wanted) == []


def test_the_canary_when_the_program_crashes_in_mid_call(cage: Cage, pbxs: Pbxs) -> None:
    child = call_the_silent(cage, pbxs)
    child.send_signal(signal.SIGABRT)
    assert cage.wait_for(child) == -signal.SIGABRT
    assert cage.find({*CANARY.values(), *pbxs.signatures()}) == []


def spend_the_morning(cage: Cage, urls: dict[str, str]) -> str:
    """Use the window as an agent does, and return what was printed."""
    given = json.dumps({"secrets": asdict(CANARY), "pbxs": urls})
    code = cage.wait_for(cage.start("tests.canary.agent", str(cage.data), stdin=given))
    assert code == 0, cage.printed()
    return cage.printed()


def call_the_silent(cage: Cage, pbxs: Pbxs) -> "subprocess.Popen[bytes]":
    """Call through a PBX that does not answer, and return while the call is in the air."""
    add_account(cage, "silent", pbxs.silent.url)
    child = cage.start("tests.canary.loud", "dial", "0722123456", "--async", "0", "--data-dir", str(cage.data))
    pbxs.silent.await_post()
    return child
