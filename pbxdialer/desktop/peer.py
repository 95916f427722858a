"""Who is at the other end of a local connection: nothing is handed over to another user of this computer.

With the lower half of Python's socket module: see `handover`.
"""

import _socket
import os
import sys

# <sys/un.h> and <sys/ucred.h> of macOS: struct xucred begins with a version and the user's id. Linux's struct ucred
# (unix(7)) holds three of them: process, user, group.
_SOL_LOCAL = 0
_LOCAL_PEERCRED = 1
_XUCRED_BYTES = 76
_UCRED_BYTES = 12
_SECOND = slice(4, 8)


def is_our_user(descriptor: int) -> bool:
    """True where the process at the other end of this connected AF_UNIX socket runs as our own user.

    `descriptor` stays open. Where the system cannot tell, the answer is no.
    """
    if sys.platform == "win32":
        return False  # named pipes have a way of their own
    duplicate = os.dup(descriptor)
    try:
        connection = _socket.socket(fileno=duplicate)
    except OSError:
        os.close(duplicate)
        return False
    try:
        return _peer_uid(connection) == os.getuid()
    except OSError:
        return False
    finally:
        connection.close()


def _peer_uid(connection: _socket.socket) -> int:
    if sys.platform == "darwin":
        credentials = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_BYTES)
        return int.from_bytes(credentials[_SECOND], sys.byteorder)
    if sys.platform == "linux":
        credentials = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, _UCRED_BYTES)
        return int.from_bytes(credentials[_SECOND], sys.byteorder)
    raise OSError("no way to ask")
