"""The barest PySide6 window: what every start is measured against."""

import sys

from PySide6.QtWidgets import QApplication, QLabel

if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = QLabel("bare")
    window.resize(430, 740)
    window.show()
    sys.exit(application.exec())
