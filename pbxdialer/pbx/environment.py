"""What the environment must not decide, and what must not be left behind: whom TLS trusts, keys, memory images."""

import os

_IGNORED = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


def shield_secrets() -> None:
    """Do both, before anything secret is in memory."""
    ignore_environment()
    leave_no_memory_image()


def ignore_environment() -> None:
    """Take the variables out of this process that OpenSSL and Python's ssl would obey (faults.md, "The wire")."""
    for name in _IGNORED:
        os.environ.pop(name, None)


def leave_no_memory_image() -> None:
    """Have the system write no core file should this process crash: its memory holds the accounts' secrets."""
    try:
        import resource
    except ImportError:  # Windows writes none unless an administrator asks for it
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
