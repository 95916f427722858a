"""The sizes of windows as the settings file has them: a list of objects, of which each is read by itself."""

from pbxdialer.core.window_size import LARGEST, LONGEST_NAME, MOST_WINDOWS, WindowSize
from pbxdialer.store.strict_json import BadSetting, Record


def window_sizes_from(value: object) -> tuple[WindowSize, ...]:
    """Return the sizes in `value`, the last one of each window. Never raises.

    What is none is passed over without a word: its window has the size it had before anybody chose one.
    """
    found: dict[str, WindowSize] = {}
    for item in value if isinstance(value, list) else []:
        try:
            record = Record(item, "window_sizes")
            name = record.text("window", longest=LONGEST_NAME)
            size = WindowSize(name, record.number("width", None, 1, LARGEST), record.number("height", None, 1, LARGEST))
        except BadSetting:
            continue
        found.pop(name, None)
        found[name] = size
    return tuple(found.values())[-MOST_WINDOWS:]
