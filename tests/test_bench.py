"""The bench: its figures judge rightly, and its server tells when a request arrived."""

import ssl
import time
from pathlib import Path

import httpx
import pytest

from pbxdialer.store.contacts import Contacts
from workshop.bench.figures import Row, table
from workshop.bench.import_ import bring_in, write_list
from workshop.bench.receiver import Receiver


@pytest.mark.parametrize(("against", "verdict"), [(1.3, "✓"), (1.31, "✗")])
def test_only_the_judged_rows_get_a_verdict_and_the_aim_itself_is_met(against: float, verdict: str) -> None:
    rows = [Row("bare", [1.0, 2.0, 9.0], 5.0), Row("ours", [2.0, 3.0, 4.0], against)]
    _, _, bare, ours = table("Start", "ms", rows, "aim: 1.3", ("ours",), 1.3).splitlines()
    assert ours.split() == ["ours", "3.00", "3.90", f"{against:.2f}", verdict]
    assert bare.split()[:2] == ["bare", "2.00"]
    assert bare[-1] not in "✓✗"


@pytest.mark.parametrize("kept", [0, 1], ids=["a new connection each", "one connection"])
def test_the_receiver_tells_the_moment_each_request_arrived(kept: int, tmp_path: Path) -> None:
    with Receiver(tmp_path) as receiver:
        context = ssl.create_default_context(cafile=receiver.ca_file)
        limits = httpx.Limits(max_keepalive_connections=kept)
        with httpx.Client(verify=context, trust_env=False, limits=limits) as client:
            for _ in range(3):
                before_s = time.monotonic()
                assert client.post(f"{receiver.url}/api/originate-call", content=b"a=1").json()["has_error"] is False
                assert before_s < receiver.arrived_s() < time.monotonic()


@pytest.mark.parametrize("name", ["people.csv", "people.vcf"])
def test_the_invented_list_is_brought_in_whole(name: str, tmp_path: Path) -> None:
    write_list(tmp_path / name, 300)
    run = bring_in(tmp_path / name, tmp_path)
    assert min(run.read_s, run.kept_s, run.peak_mb) > 0
    contacts = Contacts.at(tmp_path / "contacts.sqlite", tmp_path, "RO")
    assert sum(len(contact.numbers) for contact in contacts.all()) == 400
    contacts.close()
