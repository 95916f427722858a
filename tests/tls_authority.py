"""A certificate authority for tests, and the good and bad server certificates it signs."""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

ISSUER = "The Tests' Own Company"  # what every authority here is called
_NAMES = ("localhost", "127.0.0.1", "pbx.example")


@dataclass(frozen=True, slots=True)
class TlsAuthority:
    """Signs server certificates for this computer. An account trusts it through ``Account.ca_file``."""

    folder: Path
    _signer: trustme.CA = field(default_factory=lambda: trustme.CA(organization_name=ISSUER))

    @property
    def ca_file(self) -> str:
        """The PEM file of the issuer."""
        path = self.folder / "issuer.pem"
        if not path.exists():
            self._signer.cert_pem.write_to_path(path)
        return str(path)

    def server(self) -> ssl.SSLContext:
        """A server as it should be."""
        return _serving(self._signer.issue_cert(*_NAMES))

    def server_files(self, folder: Path) -> tuple[Path, Path]:
        """A good server's certificate and key as PEM files in `folder`, for servers that are programs of their own."""
        certificate = self._signer.issue_cert(*_NAMES)
        chain, key = folder / "server.pem", folder / "server.key"
        chain.write_bytes(b"".join(blob.bytes() for blob in certificate.cert_chain_pems))
        certificate.private_key_pem.write_to_path(key)
        return chain, key

    def server_of_another_name(self) -> ssl.SSLContext:
        """A server whose certificate was made for somebody else."""
        return _serving(self._signer.issue_cert("other.example"))

    def expired_server(self) -> ssl.SSLContext:
        """A server whose certificate ran out yesterday."""
        now = datetime.now(UTC)
        return _serving(
            self._signer.issue_cert(*_NAMES, not_before=now - timedelta(days=30), not_after=now - timedelta(days=1))
        )

    def server_from_tomorrow(self) -> ssl.SSLContext:
        """A server whose certificate begins tomorrow: this computer's clock is wrong."""
        now = datetime.now(UTC)
        return _serving(
            self._signer.issue_cert(*_NAMES, not_before=now + timedelta(days=1), not_after=now + timedelta(days=30))
        )


def server_of_unknown_issuer() -> ssl.SSLContext:
    """A server signed by an authority nobody trusts."""
    return _serving(trustme.CA(organization_name=ISSUER).issue_cert(*_NAMES))


def _serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
