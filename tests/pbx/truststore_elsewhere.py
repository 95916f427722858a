"""truststore's own code for Windows and macOS, run here over systems that answer what a test tells them.

Only the two systems are played: which exception comes out of their answer is decided by truststore itself.
"""

import ast
import ctypes
import importlib.util
import ssl
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import truststore


def windows_refusal(monkeypatch: pytest.MonkeyPatch, code: int) -> ssl.SSLCertVerificationError:
    """Return what truststore raises where CertVerifyCertificateChainPolicy answers `code` (winerror.h)."""

    def verify(_policy: object, _chain: object, _parameters: object, status: Any) -> bool:
        status.contents.dwError = code
        return True

    module = _windows(monkeypatch)
    module.CertGetCertificateChain = lambda *_: True  # type: ignore[attr-defined]
    module.CertVerifyCertificateChainPolicy = verify  # type: ignore[attr-defined]
    module.CertFreeCertificateChain = lambda *_: None  # type: ignore[attr-defined]
    module.FormatMessageW = lambda *_: 0  # type: ignore[attr-defined]
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        module._get_and_verify_cert_chain(
            ssl.create_default_context(), None, None, None, None, "pbx.example", chain_flags=0
        )
    return raised.value


def macos_refusal(code: int) -> ssl.SSLCertVerificationError:
    """Return what truststore raises where SecTrustEvaluateWithError answers `code` (SecBase.h)."""
    security = SimpleNamespace(
        SecTrustEvaluateWithError=lambda *_: 0,
        SecTrustResultType=object,
        SecTrustGetTrustResult=lambda *_: None,
    )
    foundation = SimpleNamespace(
        CFErrorRef=object,
        CFErrorGetCode=lambda _: code,
        CFErrorCopyDescription=lambda _: "a description in the system's language",
        CFRelease=lambda _: None,
    )
    names: dict[str, Any] = {
        "Security": security,
        "CoreFoundation": foundation,
        "CFConst": _macos_part("CFConst", {"CFStringEncoding": int})["CFConst"],
        "ctypes": SimpleNamespace(byref=lambda thing: thing),
        "_cf_string_ref_to_str": lambda text: text,
        "ssl": ssl,
    }
    verify = _macos_part("_verify_peercerts_impl_macos_10_14", names)["_verify_peercerts_impl_macos_10_14"]
    with pytest.raises(ssl.SSLCertVerificationError) as raised:
        verify(ssl.create_default_context(), object())
    return raised.value


class _Library:
    """A library whose functions exist and are never called as they are."""

    def __getattr__(self, name: str) -> Any:
        function = SimpleNamespace()
        setattr(self, name, function)
        return function


def _source(name: str) -> Path:
    return Path(truststore.__file__).with_name(name)


def _windows(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(ctypes, "WinDLL", lambda _: _Library(), raising=False)
    monkeypatch.setattr(ctypes, "WinError", OSError, raising=False)
    specification = importlib.util.spec_from_file_location("truststore._windows", _source("_windows.py"))
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _macos_part(name: str, names: dict[str, Any]) -> dict[str, Any]:
    """Return `names` with one function or class of truststore's macOS file, whose import only macOS survives."""
    tree = ast.parse(_source("_macos.py").read_text("utf-8"))
    (part,) = [node for node in tree.body if getattr(node, "name", "") == name]
    part_alone = ast.Module([ast.parse("from __future__ import annotations").body[0], part], [])
    exec(compile(part_alone, "_macos.py", "exec"), names)
    return names
