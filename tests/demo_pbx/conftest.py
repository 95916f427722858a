from collections.abc import Iterator
from dataclasses import replace

import pytest

from pbxdialer.demo_pbx import DemoPbx, HandClock, PbxConfig, Span, Timings, plausible_config
from tests.demo_pbx.client import Client, Ear


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def config() -> PbxConfig:
    """The plausible office, but nobody picks up by himself and chance is taken out."""
    timings = Timings(customer_answers_after=Span(4.0, 4.0), talk=Span(30.0, 30.0))
    return replace(plausible_config(), agents=None, timings=timings)


@pytest.fixture
def pbx(config: PbxConfig, clock: HandClock) -> Iterator[DemoPbx]:
    with DemoPbx(config, clock=clock) as pbx:
        yield pbx


@pytest.fixture
def client(pbx: DemoPbx) -> Client:
    return Client(pbx)


@pytest.fixture
def ear(pbx: DemoPbx) -> Ear:
    return Ear(pbx)
