"""The demo PBX can be told to be another PBX: its switches, tried over the wire."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pbxdialer.core.account import Secrets
from pbxdialer.enquiry import Enquiry, NotTold
from tests.pbx.desk import account_at, call_on, the_client

SECRETS = Secrets("demo", "demo-password", "demo-key")


@contextmanager
def _demo_pbx(*switches: str) -> Iterator[Enquiry]:
    command = [sys.executable, "-m", "pbxdialer", "demo-pbx", *switches]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as demo:
        assert demo.stdout
        found = re.search(r"http://\S+", demo.stdout.readline())
        assert found
        try:
            yield Enquiry(the_client(), account_at(found.group()), SECRETS)
        finally:
            demo.terminate()


def test_what_it_lacks_or_forbids_it_does_not_tell_and_the_rest_it_does() -> None:
    with _demo_pbx("--lack", "cdr", "--forbid", "queues", "--older-rows", "--numbers-as-text") as enquiry:
        with pytest.raises(NotTold):
            enquiry.record_of(call_on(enquiry.account))
        with pytest.raises(NotTold) as forbidden:
            enquiry.queue_names()
        assert len(enquiry.telephones()) == 5
        assert forbidden.value.messages == ("You are not allowed to use this API",)


@pytest.mark.parametrize("switches", [("--lack", "cdx"), ("--slow", "cdr"), ("--slow", "cdr=soon")])
def test_a_switch_that_means_nothing_is_refused_with_the_reason(switches: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "pbxdialer", "demo-pbx", *switches]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)

    assert run.returncode == 2
    assert run.stderr.startswith("pbxdialer: ")
