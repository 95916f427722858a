"""Who is at the other end of a local connection: nothing is handed over to another user of this computer."""

import os
import socket
import struct
import sys

# <sys/un.h> and <sys/ucred.h> of macOS: struct xucred begins with a version and the user's id.
_SOL_LOCAL = 0
_LOCAL_PEERCRED = 1
_XUCRED_BYTES = 76


def is_our_user(descriptor: int) -> bool:
    """True where the process at the other end of this connected AF_UNIX socket runs as our own user.

    `descriptor` stays open. Where the system cannot tell, the answer is no.
    """
    if sys.platform == "win32":
        return False  # named pipes have a way of their own
    duplicate = os.dup(descriptor)
    try:
        connection = socket.socket(fileno=duplicate)
    except OSError:
        os.close(duplicate)
        return False
    with connection:
        try:
            return _peer_uid(connection) == os.getuid()
        except OSError:
            return False


def _peer_uid(connection: socket.socket) -> int:
    if sys.platform == "darwin":
        credentials = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED_BYTES)
        return int(struct.unpack_from("=II", credentials)[1])
    if sys.platform == "linux":
        credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", credentials)[1])
    raise OSError("no way to ask")
