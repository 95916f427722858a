"""How does the PBX write times? ``Y-m-d H:i:s`` in the local time of the machine it runs on."""

from datetime import datetime

_FORMAT = "%Y-%m-%d %H:%M:%S"


def written(moment: datetime) -> str:
    """Return an aware `moment` in the PBX's words."""
    return moment.astimezone().strftime(_FORMAT)


def read(text: str) -> datetime:
    """Return what `text` says, as an aware time. Raises ValueError if it is not ``Y-m-d H:i:s``."""
    return datetime.strptime(text, _FORMAT).astimezone()
