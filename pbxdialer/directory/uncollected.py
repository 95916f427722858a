"""Lets a long reading make its many objects without Python looking for garbage among them."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside, no garbage is looked for; what was made inside is left out of later looks, too.

    100,000 cards make millions of objects and no cycle among them, and each look through them stops every thread, the
    window's too, for up to 1.4 s (measured).
    """
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked:
            gc.enable()
