"""A refused certificate is named in the sentence, issuer and hosts, on every system; its bytes are not trusted."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import trustme
import truststore
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.language import Language
from pbxdialer.core.wording import failure_sentence
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.certificate import Certificate, remember_certificates
from pbxdialer.pbx.transport import exchange, trusted_context
from pbxdialer.pbx.wire import Outgoing
from tests.fault_pbx import ACCEPTED, FaultPbx, read_request, reply
from tests.pbx.truststore_elsewhere import macos_refusal, windows_refusal
from tests.tls_authority import ISSUER, server_of_unknown_issuer

_CA = trustme.CA(organization_name="Ștefan & Fiii\u202e SRL")


def _der(*names: str, **subject: str) -> bytes:
    certificate = x509.load_pem_x509_certificate(_CA.issue_cert(*names, **subject).cert_chain_pems[0].bytes())
    return certificate.public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("pbx.example",), "pbx.example"),
        (("*.example",), "*.example"),
        (("192.0.2.7", "2001:db8::7"), "192.0.2.7, 2001:db8::7"),
        (("a.example", "b.example", "c.example", "d.example"), "a.example, b.example, c.example, …"),
    ],
)
def test_issuer_and_hosts_are_read_as_plain_text(names: tuple[str, ...], told: str) -> None:
    assert Certificate.of(_der(*names)) == Certificate("Ștefan & Fiii SRL", told)


def test_an_issuer_is_told_by_its_common_name_first() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Acme SRL"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Acme Root 7"),
        ]
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now).not_valid_after(now + timedelta(days=1))

    shown = Certificate.of(builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER))

    assert shown == Certificate("Acme Root 7", "Acme Root 7"), (
        "and hosts by the common name where there is nothing else"
    )


@given(cut=st.integers(0, 600), at=st.integers(0, 600), byte=st.integers(0, 255))
def test_a_broken_certificate_names_nobody_and_breaks_nothing(cut: int, at: int, byte: int) -> None:
    der = bytearray(_DER)
    der[at % len(der)] = byte
    broken = bytes(der[: max(1, cut)])
    line = _LineThatSaw(b"\x0b" + _length(len(broken) + 6) + _length(len(broken) + 3) + _length(len(broken)) + broken)

    assert isinstance(Certificate.shown_to(line), Certificate)  # type: ignore[arg-type]


@given(message=st.binary(max_size=200))
def test_any_other_bytes_break_nothing_either(message: bytes) -> None:
    assert isinstance(Certificate.shown_to(_LineThatSaw(message)), Certificate)  # type: ignore[arg-type]


_DER = _der("pbx.example")


class _LineThatSaw:
    def __init__(self, message: bytes) -> None:
        self.certificate_message = message


def _length(value: int) -> bytes:
    return value.to_bytes(3)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_context_of_truststore_remembers_too(version: ssl.TLSVersion) -> None:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    remember_certificates(context)
    context.maximum_version = version
    with FaultPbx(read_request, tls=server_of_unknown_issuer()) as pbx, _connected(pbx) as line:
        secure = context.wrap_socket(line, server_hostname="localhost", do_handshake_on_connect=False)
        with secure, pytest.raises(ssl.SSLCertVerificationError):
            secure.do_handshake()
        assert Certificate.shown_to(secure).issuer == ISSUER


def _connected(pbx: FaultPbx) -> socket.socket:
    return socket.create_connection(("127.0.0.1", pbx.port))


# winerror.h and SecBase.h. They cannot be provoked here: truststore's own code makes its exceptions of them.
_WINDOWS = {
    FailureCode.TLS_EXPIRED: {"CERT_E_EXPIRED": 0x800B0101, "CERT_E_VALIDITYPERIODNESTING": 0x800B0102},
    FailureCode.TLS_UNKNOWN_ISSUER: {
        "CERT_E_UNTRUSTEDROOT": 0x800B0109,
        "CERT_E_CHAINING": 0x800B010A,
        "CERT_E_UNTRUSTEDTESTROOT": 0x800B010D,
        "CERT_E_UNTRUSTEDCA": 0x800B0112,
    },
    FailureCode.TLS_WRONG_HOST: {"CERT_E_CN_NO_MATCH": 0x800B010F},
    FailureCode.TLS_OTHER: {"CERT_E_REVOKED": 0x800B010C},
}
_MACOS = {
    FailureCode.TLS_EXPIRED: {"errSecCertificateExpired": -67818, "errSecCertificateNotValidYet": -67819},
    FailureCode.TLS_UNKNOWN_ISSUER: {
        "errSecNotTrusted": -67843,
        "errSecCreateChainFailed": -25318,
        "errSecInvalidRoot": -67612,
    },
    FailureCode.TLS_WRONG_HOST: {"errSecHostNameMismatch": -67602},
    FailureCode.TLS_OTHER: {"errSecCertificateRevoked": -67820},
}


def _cases(table: dict[FailureCode, dict[str, int]]) -> list[object]:
    return [
        pytest.param(number, code, id=f"{name}->{code}")
        for code, names in table.items()
        for name, number in names.items()
    ]


@pytest.mark.parametrize(("number", "code"), _cases(_WINDOWS))
def test_fault_matrix_wire_a_certificate_that_windows_refuses_is_told_apart_and_not_sent(
    monkeypatch: pytest.MonkeyPatch, number: int, code: FailureCode
) -> None:
    _assert_told(_failure_of(windows_refusal(monkeypatch, number)), code)


@pytest.mark.parametrize(("number", "code"), _cases(_MACOS))
def test_fault_matrix_wire_a_certificate_that_macos_refuses_is_told_apart_and_not_sent(
    number: int, code: FailureCode
) -> None:
    _assert_told(_failure_of(macos_refusal(number)), code)


def _failure_of(refusal: ssl.SSLCertVerificationError) -> Failure:
    """Return how an exchange ends whose greeting succeeds and is refused afterwards, as truststore does it there."""

    class Refusing(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            self.close()
            raise refusal

    context = trusted_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.sslsocket_class = Refusing
    with FaultPbx(read_request, reply(ACCEPTED), tls=server_of_unknown_issuer()) as pbx:
        with pytest.raises(WireFault) as fault:
            exchange(Outgoing("POST", f"{pbx.url}/api/originate-call", b"a=b"), Attempt(5.0), context)
        assert pbx.posts == 0
    return fault.value.failure


def _assert_told(failure: Failure, code: FailureCode) -> None:
    assert failure.code is code
    assert failure.surely_not_sent
    advice = failure_sentence(failure, Language()).advice
    names: dict[FailureCode, Callable[[str], bool]] = {
        FailureCode.TLS_WRONG_HOST: lambda text: "localhost" in text and "pbx.example" in text,
        FailureCode.TLS_OTHER: lambda text: text != "The secure greeting failed: .",
    }
    assert names.get(code, lambda text: ISSUER in text)(advice), advice
