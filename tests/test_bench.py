"""The bench: its figures judge rightly, and its server tells when a request arrived."""

import shutil
import ssl
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from pbxdialer.store.contacts import Contacts
from tests.waiting import await_condition
from workshop.bench.at_hand import watch
from workshop.bench.figures import Row, table
from workshop.bench.framebuffer import LOWER_END, MIDDLE, Framebuffer
from workshop.bench.import_ import bring_in, write_list
from workshop.bench.receiver import Receiver
from workshop.screen import virtual_screen


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


def test_the_bench_sees_on_the_screen_itself_when_a_window_is_there(tmp_path: Path) -> None:
    if not (shutil.which("Xvfb") and shutil.which("openbox")):
        pytest.skip("missing: Xvfb, openbox")
    with virtual_screen(framebuffer=tmp_path) as screen, closing(Framebuffer(tmp_path)) as pixels:
        nothing = {rows: pixels.rows(rows) for rows in (MIDDLE, LOWER_END)}
        before_s = time.monotonic()
        words = [sys.executable, "-m", "workshop.bench.bare_window"]
        with subprocess.Popen(words, env=screen) as window:
            try:
                painted_s = pixels.await_that(MIDDLE, lambda now: now != nothing[MIDDLE], 20)
                pixels.await_that(LOWER_END, lambda now: now != nothing[LOWER_END], 1)
                assert before_s < painted_s < time.monotonic()
                await_condition(lambda: pixels.last_change(MIDDLE, 0.1) is None, 5, "the window to be still")
            finally:
                window.kill()
        pixels.await_that(MIDDLE, lambda now: now == nothing[MIDDLE], 5)


@pytest.mark.parametrize("name", ["people.csv", "people.vcf"])
def test_the_invented_list_is_brought_in_whole(name: str, tmp_path: Path) -> None:
    write_list(tmp_path / name, 300)
    run = bring_in(tmp_path / name, tmp_path)
    assert min(run.read_s, run.kept_s, run.peak_mb) > 0
    contacts = Contacts.at(tmp_path / "contacts.sqlite", tmp_path, "RO")
    assert sum(len(contact.numbers) for contact in contacts.all()) == 400
    contacts.close()


@pytest.mark.parametrize(("does", "least", "most"), [("pass", 12.0, 101.0), ("time.sleep(0.01)", 0.0, 10.0)])
def test_the_watch_tells_a_process_that_works_from_one_that_waits(does: str, least: float, most: float) -> None:
    code = f"import time; print(flush=True)\nwhile True: {does}"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            seen = watch(process.pid, 0.5)
        finally:
            process.kill()
    assert least <= seen.percent <= most
    assert (seen.wake_ups > 20) is ("sleep" in does)
