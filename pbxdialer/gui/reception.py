"""Takes what second starts bring, one short message per connection; hangs up on whoever talks long, slowly or oddly."""

import logging
import os
import stat
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from pbxdialer.desktop.handover import DEADLINE_S, LONGEST_MESSAGE, TAKEN, Message, NotAMessage, address, parse
from pbxdialer.desktop.peer import is_our_user

log = logging.getLogger(__name__)
_MOST_LINES = 16


class Reception(QObject):
    """Listens at one address from `listen` to `close`. Only this user's programs are heard."""

    came = Signal(object)  # Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)

    def listen(self, place: Path) -> str:
        """Listen at `place` for whoever holds its lock; what a dead program left there is taken away.

        Returns why that is not possible, or nothing.
        """
        if not _is_private(place.parent):
            return f"{place.parent}: not a folder of your own"
        QLocalServer.removeServer(address(place))
        return "" if self._server.listen(address(place)) else self._server.errorString()

    def close(self) -> None:
        """Hang up and take the address away."""
        self._server.close()
        for line in list(self._lines):
            line.abort()

    def _take(self) -> None:
        while line := self._server.nextPendingConnection():
            if sys.platform != "win32" and not is_our_user(line.socketDescriptor()):
                log.warning("another user's program was at the door")
                line.abort()
                line.deleteLater()
                continue
            if len(self._lines) >= _MOST_LINES:
                self._lines[0].abort()  # who has something to say says it at once, so the oldest has nothing
            self._lines.append(line)
            line.setReadBufferSize(LONGEST_MESSAGE + 1)
            line.disconnected.connect(partial(self._forget, line))
            line.disconnected.connect(line.deleteLater)
            line.readyRead.connect(partial(self._listen_to, line))
            QTimer.singleShot(int(DEADLINE_S * 1000), line, line.abort)
            if line.state() != QLocalSocket.LocalSocketState.ConnectedState:
                self._forget(line)  # it hung up before anybody listened
                line.deleteLater()
            elif line.bytesAvailable():
                self._listen_to(line)

    def _listen_to(self, line: QLocalSocket) -> None:
        if not line.canReadLine():
            if line.bytesAvailable() > LONGEST_MESSAGE:
                line.abort()
            return
        try:
            message = parse(bytes(line.readLine().data()))
        except NotAMessage as error:
            log.info("at the door: %s", error)
            line.abort()
            return
        line.readyRead.disconnect()
        line.write(TAKEN)
        line.flush()
        line.disconnectFromServer()
        self._tell(message)

    def _tell(self, message: Message) -> None:
        """Tell once the answer is on its way: the second start may end before the first one does anything slow."""
        QTimer.singleShot(0, self, lambda: self.came.emit(message))

    def _forget(self, line: QLocalSocket) -> None:
        if line in self._lines:
            self._lines.remove(line)


def _is_private(folder: Path) -> bool:
    """True for a folder of our own that nobody else may enter; on Windows the address is in no folder."""
    if sys.platform == "win32":
        return True
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not stat.S_IMODE(found.st_mode) & 0o077
