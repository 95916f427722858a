"""A slim box above all windows: type, Enter calls, Esc is gone. It is kept warm, so that it is there with the key."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from pbxdialer.core.account import Account, Destination
from pbxdialer.gui.destination_picker import DestinationPicker, KnownDestinations
from pbxdialer.gui.dial_box import DialBox
from pbxdialer.gui.dial_line import DialLine
from pbxdialer.gui.dial_preview import DialPreview
from pbxdialer.gui.look import Look
from pbxdialer.gui.one_press import OnePress

_WIDTH, _HEIGHT = 640, 360
_SETTLES_MS = 300  # after the key, in which nobody turns to another window
_FROM_TOP = 5  # it stands a fifth below the top of the screen, where people look


class QuickPalette(QMainWindow):
    """The same search, preview and choice of who rings first as in the window; it places nothing itself.

    A QMainWindow, because a bare QWidget is no window to a screen reader (its role is “filler”).
    """

    call_requested = Signal(object, object)  # Callee, Destination
    left = Signal()  # the agent has turned to another window

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(parent, flags)
        tr = look.tr
        self._look = look
        self._account: Account | None = None
        self._is_calling = False
        self._has_keyboard = False
        self._settling = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settling.timeout.connect(self._leave_if_left)
        self._one_press = OnePress(self)
        self.setWindowTitle(tr("Quick dial"))
        self.resize(_WIDTH, _HEIGHT)
        self.box = DialBox(DialLine(tr), look.palette, look.icons, tr)
        self.picker = DestinationPicker(tr)
        self.preview = DialPreview(look)
        self._ready = False
        frame = QFrame()
        frame.setObjectName("quick_palette")
        self.rows = QVBoxLayout(frame)
        self.rows.setContentsMargins(12, 12, 12, 12)
        self.rows.setSpacing(8)
        self.rows.addWidget(self.box, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(14)
        self.foot.addWidget(self.preview, 1)
        self.foot.addWidget(self.picker, 1)
        self.rows.addLayout(self.foot)
        self.setCentralWidget(frame)
        self.box.line.installEventFilter(self)  # behind the box's own, so it sees each key first
        self.box.callee_changed.connect(self._show_target)
        self.box.call_requested.connect(self._call)
        self.picker.call_requested.connect(self._call)
        self.picker.destination_changed.connect(self._show_target)
        self.setFocusProxy(self.box)

    def use_account(self, account: Account | None) -> None:
        """Dial through `account` from now on."""
        self._account = account
        if account is not None:
            self.box.use_region(account.dial_plan.region)
        self._show_target()

    def use_destination(self, destination: Destination, known: KnownDestinations) -> None:
        """Ring `destination` first, unless the agent chooses another one here."""
        self.picker.use(destination, known)

    def close_gate(self, closed: bool) -> None:
        """Let nothing be called while a call is in the air."""
        self._is_calling = closed
        self._show_target()

    def warm_up(self) -> None:
        """Do now what the first showing would have to do: the native window, the style, the layout, the letters."""
        self.winId()
        self.grab()

    def come(self, beside: QRect | None = None) -> None:
        """Appear with an empty box: on the screen with the pointer, or `beside` an icon; ask for the keyboard."""
        self._settling.start()
        self.move(self._place(beside))
        self.show()
        self.raise_()
        self.activateWindow()
        self.box.line.setFocus()

    def setVisible(self, visible: bool) -> None:
        """Forget about the keyboard: that it is lost by hiding is told while hiding, or after the next showing."""
        self._has_keyboard = False
        if not visible:
            self._settling.stop()
        super().setVisible(visible)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._one_press.guard(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Be as new for the next time: that work is done now, not between the key and the picture."""
        super().hideEvent(event)
        self.box.line.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Go when the agent turns to another window; a list of our own that opens is no other window."""
        super().changeEvent(event)
        if event.type() != QEvent.Type.ActivationChange or not self.isVisible():
            return
        if self.isActiveWindow():
            self._has_keyboard = True
        elif self._settling.isActive():
            # no hand is so quick: it is the window before that takes the keyboard back while the keys are still held
            QTimer.singleShot(0, self, self.activateWindow)
        else:
            self._leave_if_left()

    def _leave_if_left(self) -> None:
        if not self.isVisible() or self.isActiveWindow():
            return
        if self._has_keyboard and QApplication.activePopupWidget() is None:
            self.hide()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc is gone at once, whatever is in the box."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.hide()
            return True
        return super().eventFilter(watched, event)

    def _show_target(self, *_: object) -> None:
        tr = self._look.tr
        choose = tr("choose one of the numbers") if self.box.has_choice else ""
        if self._is_calling:
            choose = tr("Calling…")
        callee = None if self._is_calling else self.box.callee()
        dial_string = self.preview.show_callee(callee, self._account, otherwise=choose)
        self._ready = dial_string is not None and self.picker.destination() is not None

    def _call(self) -> None:
        """Ask for the call that is shown, exactly so."""
        callee, destination = self.box.callee(), self.picker.destination()
        if self._ready and callee is not None and destination is not None:
            self.hide()
            self.call_requested.emit(callee, destination)

    def _place(self, beside: QRect | None) -> QPoint:
        """Return where to stand: whole on its screen, close to the icon or a fifth below the top."""
        at = beside.center() if beside is not None else QCursor.pos()
        screen = QGuiApplication.screenAt(at) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        if beside is None:
            return QPoint(area.center().x() - self.width() // 2, area.top() + area.height() // _FROM_TOP)
        below = beside.center().y() < area.center().y()
        x = min(beside.center().x() - self.width() // 2, area.right() + 1 - self.width())
        y = min(beside.bottom() + 1 if below else beside.top() - self.height(), area.bottom() + 1 - self.height())
        return QPoint(max(x, area.left()), max(y, area.top()))
