"""What the icon in the tray tells by its shape: idle, calling, ringing, in a call, a problem."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.gui.look import Look

_SPEAKS_FOR = timedelta(seconds=60)  # as long as the clock on the call's card runs when nothing more is heard
_SIZES = (16, 22, 24, 32, 44, 64)


class Sign(StrEnum):
    """What is drawn on the icon; the values are names of drawings."""

    IDLE = ""
    CALLING = "phone"
    RINGING = "phone_ringing"
    FAILED = "cross"
    UNKNOWN = "question"
    OFFLINE = "phone_off"


_CALLS = {
    CallState.REQUESTED: Sign.CALLING,
    CallState.RINGING_AGENT: Sign.RINGING,
    CallState.IN_CALL: Sign.CALLING,
    CallState.UNKNOWN: Sign.UNKNOWN,
    CallState.NOT_SENT: Sign.FAILED,
    CallState.REFUSED: Sign.FAILED,
}
_PHONES = {
    PhoneState.RINGING: Sign.RINGING,
    PhoneState.IN_CALL: Sign.CALLING,
    PhoneState.OFFLINE: Sign.OFFLINE,
}
_PROBLEMS = frozenset({Sign.UNKNOWN, Sign.FAILED})


def still_speaks(call: Call, now: datetime) -> bool:
    """True while `call` says what the telephones do: its request is out, or something was heard of it lately."""
    return call.state is CallState.REQUESTED or now - call.changed_at < _SPEAKS_FOR


def sign_of(call: Call | None, phone: Telephone | None, now: datetime, *, seen: bool) -> Sign:
    """Return the sign for the latest call and the agent's own telephone.

    A problem stays until the agent has `seen` it; of everything else the telephone itself knows better after a minute.
    """
    sign = _CALLS.get(call.state, Sign.IDLE) if call is not None else Sign.IDLE
    stands = call is not None and (not seen if sign in _PROBLEMS else still_speaks(call, now))
    if stands and sign is not Sign.IDLE:
        return sign
    return _PHONES.get(phone.state, Sign.IDLE) if phone is not None else Sign.IDLE


def signed(look: Look, sign: Sign) -> QIcon:
    """Return the icon for `sign`: its outline alone tells the states apart, in a tray of 16 pixels, too.

    The colours are those of the program's own icon and of warnings, on any background: a tray is not of our theme.
    """
    if sign is Sign.IDLE:
        return look.icons.program()
    drawn = _OUTLINES[sign]
    drawing = look.icons.icon(sign, QColor(drawn.ink))
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = max(1.0, size / 16)
        painter.setPen(QPen(QColor(drawn.edge), edge, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(QColor(drawn.fill))
        painter.drawPath(drawn.outline(QRectF(0, 0, size, size).adjusted(edge, edge, -edge, -edge)))
        inside = round(size * drawn.share)
        drawing.paint(painter, QRect((size - inside) // 2, round((size - inside) * drawn.height), inside, inside))
        painter.end()
        icon.addPixmap(pixmap)
    return icon


def _disc(area: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(area)
    return path


def _triangle(area: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(area.center().x(), area.top()), area.bottomRight(), area.bottomLeft()]))
    path.closeSubpath()
    return path


def _tile(area: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(area, area.width() / 5, area.width() / 5)
    return path


@dataclass(frozen=True, slots=True)
class _Drawn:
    """An outline with a drawing inside that takes this `share` of its width, at this `height` of what is left."""

    outline: Callable[[QRectF], QPainterPath]
    fill: str
    edge: str
    ink: str
    share: float = 0.8
    height: float = 0.5


_IN_TROUBLE = _Drawn(_triangle, fill="#b0241c", edge="#ffffff", ink="#ffffff", share=0.6, height=0.85)
_OUTLINES = {
    Sign.CALLING: _Drawn(_disc, fill="#ffffff", edge="#0b6b5d", ink="#0b6b5d"),
    Sign.RINGING: _Drawn(_disc, fill="#0b6b5d", edge="#ffffff", ink="#ffffff"),
    Sign.FAILED: _IN_TROUBLE,
    Sign.UNKNOWN: _IN_TROUBLE,
    Sign.OFFLINE: _Drawn(_tile, fill="#566273", edge="#ffffff", ink="#ffffff"),
}
