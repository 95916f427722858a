"""Takes every protection away, one at a time, and shows which test notices: python3 dev.py mutants [word …]

Words choose by the mutant's name or file: ``dev.py mutants retry gate``, ``dev.py mutants store/``. Two run at a time,
each in a copy of its own.
"""

import sys

from tests.canary import mutants as canary
from tests.crash import mutants as crash
from tests.gui import mutants as gui
from tests.mutation import Room, try_rooms
from tests.pbx import mutants as pbx
from tests.store import mutants as store

ROOMS = tuple(Room(room.TESTS, room.MUTANTS) for room in (pbx, gui, store, crash, canary))

if __name__ == "__main__":
    sys.exit(min(1, try_rooms(ROOMS, sys.argv[1:])))
