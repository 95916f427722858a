"""What the environment must not decide: whom TLS trusts, and where its keys are written."""

import os

_IGNORED = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


def ignore_environment() -> None:
    """Take the variables out of this process that OpenSSL and Python's ssl would obey (faults.md, "The wire")."""
    for name in _IGNORED:
        os.environ.pop(name, None)
