"""Real counterparts for the wire tests: PHP as the PBX, and a certificate authority of our own."""

from collections.abc import Iterator

import pytest

from tests.php_oracle import BEARER_SECRETS, PhpOracle
from tests.tls_authority import TlsAuthority


@pytest.fixture(scope="session")
def body_php() -> Iterator[PhpOracle]:
    """One PHP for the whole run that wants body credentials."""
    with PhpOracle() as oracle:
        yield oracle


@pytest.fixture(scope="session")
def bearer_php() -> Iterator[PhpOracle]:
    """One PHP for the whole run that wants a bearer token."""
    with PhpOracle(BEARER_SECRETS) as oracle:
        yield oracle


@pytest.fixture
def php(body_php: PhpOracle) -> PhpOracle:
    """The PBX with body credentials, nothing received yet."""
    body_php.configure(answer=None, answer_after_s=0.0, status=200)
    body_php.forget()
    return body_php


@pytest.fixture
def php_with_token(bearer_php: PhpOracle) -> PhpOracle:
    """The PBX of the newer generation, nothing received yet."""
    bearer_php.forget()
    return bearer_php


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TlsAuthority:
    """A certificate authority that only accounts with its file trust."""
    return TlsAuthority(tmp_path_factory.mktemp("authority"))
