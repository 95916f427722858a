"""Being the telephone application on macOS: the bundle says what it can open, and Launch Services keep who does.

Launch Services Reference: LSCopyDefaultHandlerForURLScheme, LSSetDefaultHandlerForURLScheme, LSRegisterURL. Never run
on a Mac so far.
"""

import ctypes
from ctypes import c_bool, c_int32, c_long, c_uint32, c_void_p
from functools import cache
from pathlib import Path

from pbxdialer.desktop.link_handler import NAME, SCHEMES, Handler, LinksUnavailable, OwnProgram

SYSTEM_PAGE = "facetime:"  # FaceTime, whose settings hold "Default for calls"
BUNDLE_IDENTIFIER = "com.bitdesk.pbxdialer"  # CFBundleIdentifier in Info.plist
_FACETIME = "com.apple.FaceTime"
_FRAMEWORKS = "/System/Library/Frameworks"
_UTF_8 = 0x08000100  # kCFStringEncodingUTF8
_LONGEST_IDENTIFIER = 1024


def handler(scheme: str) -> Handler:
    """Return who opens links of `scheme`. Raises LinksUnavailable."""
    services, foundation = _libraries()
    text = _string(scheme)
    found = services.LSCopyDefaultHandlerForURLScheme(text)
    foundation.CFRelease(text)
    if not found:
        return Handler(scheme, "", ours=False)
    buffer = ctypes.create_string_buffer(_LONGEST_IDENTIFIER)
    foundation.CFStringGetCString(found, buffer, len(buffer), _UTF_8)
    foundation.CFRelease(found)
    identifier = buffer.value.decode(errors="replace")
    ours = identifier.lower() == BUNDLE_IDENTIFIER
    return Handler(scheme, NAME if ours else identifier.rpartition(".")[2] or identifier, ours)


def claim(program: OwnProgram) -> None:
    """Register the bundle and take the schemes. Raises LinksUnavailable, always for a program that is no bundle."""
    services, foundation = _libraries()
    path = str(_bundle(program)).encode()
    url = foundation.CFURLCreateFromFileSystemRepresentation(None, path, len(path), True)
    failed = services.LSRegisterURL(url, True)
    foundation.CFRelease(url)
    if failed:
        raise LinksUnavailable(f"Launch Services: {failed}")
    for scheme in SCHEMES:
        _set_default(scheme, BUNDLE_IDENTIFIER)


def release(_: OwnProgram) -> None:
    """Give the schemes that are ours back to FaceTime: Launch Services cannot leave one to nobody.

    Raises LinksUnavailable.
    """
    for scheme in SCHEMES:
        if handler(scheme).ours:
            _set_default(scheme, _FACETIME)


def _bundle(program: OwnProgram) -> Path:
    """Return the .app around the program, ``X.app/Contents/MacOS/x``. Raises LinksUnavailable."""
    bundle = Path(program.command[0]).parent.parent.parent
    if len(program.command) > 1 or bundle.suffix != ".app":
        raise LinksUnavailable("only the application from the disk image can open links, not a checkout")
    return bundle


def _set_default(scheme: str, identifier: str) -> None:
    services, foundation = _libraries()
    texts = _string(scheme), _string(identifier)
    failed = services.LSSetDefaultHandlerForURLScheme(*texts)
    for text in texts:
        foundation.CFRelease(text)
    if failed:
        raise LinksUnavailable(f"Launch Services: {failed}")


def _string(text: str) -> int:
    """Return a new CFString; whoever asked releases it."""
    _, foundation = _libraries()
    return int(foundation.CFStringCreateWithCString(None, text.encode(), _UTF_8))


@cache
def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """Return Launch Services and Core Foundation, their functions declared. Raises LinksUnavailable."""
    try:
        services = ctypes.CDLL(f"{_FRAMEWORKS}/CoreServices.framework/CoreServices")
        foundation = ctypes.CDLL(f"{_FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
    except OSError as error:
        raise LinksUnavailable(str(error)) from error
    string, data = c_void_p, ctypes.c_char_p
    declarations = (
        (services.LSCopyDefaultHandlerForURLScheme, string, (string,)),
        (services.LSSetDefaultHandlerForURLScheme, c_int32, (string, string)),
        (services.LSRegisterURL, c_int32, (c_void_p, c_bool)),
        (foundation.CFStringCreateWithCString, string, (c_void_p, data, c_uint32)),
        (foundation.CFStringGetCString, c_bool, (string, data, c_long, c_uint32)),
        (foundation.CFURLCreateFromFileSystemRepresentation, c_void_p, (c_void_p, data, c_long, c_bool)),
        (foundation.CFRelease, None, (c_void_p,)),
    )
    for function, result, arguments in declarations:
        function.restype, function.argtypes = result, arguments
    return services, foundation
