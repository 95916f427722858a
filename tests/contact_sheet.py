"""Pictures side by side, on one sheet that can be looked at."""

from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter

_COLUMNS = 5


def contact_sheet(pictures: list[Path], sheet: Path) -> None:
    """Lay the pictures side by side, as large as the largest."""
    images = [QImage(str(picture)) for picture in pictures]
    width, height = max(image.width() for image in images), max(image.height() for image in images)
    columns = min(_COLUMNS, len(images))
    rows = -(-len(images) // columns)
    whole = QImage(columns * (width + 20), rows * (height + 20), QImage.Format.Format_RGB32)
    whole.fill(QColor("#888888"))
    painter = QPainter(whole)
    for place, image in enumerate(images):
        painter.drawImage(10 + place % columns * (width + 20), 10 + place // columns * (height + 20), image)
    painter.end()
    whole.save(str(sheet))
