"""The program's icon as Windows and macOS want it: one file that holds the drawing in many sizes.

``python -m workshop.packaging.pictures FOLDER`` writes all of them: Qt's application is one for a process and for its
whole life, so it has one of its own.
"""

import os
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workshop.machine import ROOT

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_DRAWING = ROOT / "resources" / "icons" / "pbxdialer.svg"
_SIDE, _GROUND = (164, 314), "#0b6b5d"  # as NSIS wants it, in pixels; the colour of the drawing
_ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
# the kinds of Apple's .icns that hold PNG, by their side in pixels
_ICNS_KINDS = {b"icp4": 16, b"icp5": 32, b"icp6": 64, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def write_pictures(folder: Path) -> None:
    """Write ``pbxdialer.ico``, ``pbxdialer.icns`` and the installer's ``side.bmp`` into `folder`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pbxdialer.ico").write_bytes(ico({side: _drawn(side) for side in _ICO_SIZES}))
    (folder / "pbxdialer.icns").write_bytes(icns({kind: _drawn(side) for kind, side in _ICNS_KINDS.items()}))
    _side().save(str(folder / "side.bmp"), "BMP")
    application.quit()


def ico(images: dict[int, bytes]) -> bytes:
    """Return a Windows icon of PNG images, by their side in pixels (256 at most)."""
    heads, place = [], 6 + 16 * len(images)
    for side, png in images.items():
        heads.append(struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(png), place))
        place += len(png)
    return b"".join([struct.pack("<HHH", 0, 1, len(images)), *heads, *images.values()])


def icns(images: dict[bytes, bytes]) -> bytes:
    """Return a macOS icon of PNG images, by Apple's four letters for their size."""
    parts = b"".join(kind + struct.pack(">I", 8 + len(png)) + png for kind, png in images.items())
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def _side() -> "QImage":
    """Return what stands at the side of the installer's last page: the icon on its own colour."""
    from PySide6.QtCore import QRectF, QSize
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(QSize(*_SIDE), QImage.Format.Format_RGB888)
    image.fill(QColor(_GROUND))
    painter = QPainter(image)
    width = _SIDE[0]
    QSvgRenderer(str(_DRAWING)).render(painter, QRectF(width / 4, width / 4, width / 2, width / 2))
    painter.end()
    return image


def _drawn(side: int) -> bytes:
    from PySide6.QtCore import QBuffer, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(_DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


if __name__ == "__main__":
    write_pictures(Path(sys.argv[1]))
