"""``python3 dev.py bench [start] [wire] [import] [link] [search] [hand] [day] [frozen]``: prints figures."""

import sys
from collections.abc import Callable

_BENCHES = ("start", "wire", "import", "link", "search", "hand", "day", "frozen")


def main(names: list[str]) -> int:
    """Print the named tables, or all; 2 for an unknown name."""
    unknown = set(names) - set(_BENCHES)
    if unknown:
        print(f"No such bench: {', '.join(unknown)}. There are: {', '.join(_BENCHES)}")
        return 2
    if not sys.platform.startswith("linux"):
        print("The bench reads Linux's /proc and wants a screen of its own; it runs on Linux only.")
        return 1
    for name in names or _BENCHES:
        print(_bench(name)(), end="\n\n", flush=True)
    return 0


def _bench(name: str) -> Callable[[], str]:
    """Return one measurement, imported only when it runs."""
    if name == "start":
        from workshop.bench import start

        return start.measure
    if name == "search":
        from workshop.bench import search

        return search.measure
    if name == "import":
        from workshop.bench import import_

        return import_.measure
    if name == "frozen":
        from workshop.bench import frozen_start

        return frozen_start.measure
    if name == "hand":
        from workshop.bench import at_hand

        return at_hand.measure
    if name == "day":
        from workshop.bench import day

        return day.measure
    if name == "link":
        from workshop.bench import link

        return link.measure
    from workshop.bench import wire

    return wire.measure


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
