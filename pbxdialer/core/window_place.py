"""Where the window stood, as settings keep it: on which screen, by its name, and where and how large there."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass

_FURTHEST = 100_000  # what no screen has
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """All in device-independent pixels: the corner of the frame, from that of the screen named; the size without frame.

    A maximised window keeps the place it goes back to.
    """

    screen: str
    left: int
    top: int
    width: int
    height: int
    maximised: bool = False

    def record(self) -> str:
        """Return it as one word of ASCII, which `place_from` reads."""
        return urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()


def place_from(record: str) -> WindowPlace | None:
    """Return what a record says, or None where it says nothing that a window could be put to."""
    try:
        found = json.loads(urlsafe_b64decode(record.encode()))
        place = WindowPlace(**found)
    except (ValueError, TypeError, RecursionError):
        return None
    numbers = (place.left, place.top, place.width, place.height)
    if not all(type(number) is int and abs(number) <= _FURTHEST for number in numbers):
        return None
    if place.width <= 0 or place.height <= 0 or type(place.maximised) is not bool:
        return None
    return place if isinstance(place.screen, str) and len(place.screen) <= _LONGEST_NAME else None
