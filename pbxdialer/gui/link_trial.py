"""A link that this program opens to see it come back; it is never offered, and its number is nobody's."""

import secrets

from PySide6.QtCore import QObject, Signal

_NOBODYS_COUNTRY = "+999"  # not assigned by the ITU (E.164), should another program open the link after all
_DIGITS = 9


class LinkTrial(QObject):
    """One link at a time is under way, from `begin` to its arrival or `end`."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = ""

    def begin(self) -> str:
        """Return a new link to open."""
        self._number = _NOBODYS_COUNTRY + "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
        return f"tel:{self._number}"

    def end(self) -> None:
        """Wait no longer: what comes now is a link like any other."""
        self._number = ""

    def takes(self, link: str) -> bool:
        """True for the link under way, which has arrived with this."""
        if not self._number or self._number not in link.replace("%2B", "+"):
            return False
        self.end()
        self.arrived.emit()
        return True
