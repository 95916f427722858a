"""One size of the search bench: ``python -m workshop.bench.search_size PEOPLE FOLDER [memory]``."""

import gc
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pbxdialer.directory.building import index_of
from pbxdialer.directory.index import Index
from pbxdialer.directory.search import Directory
from pbxdialer.opening import open_contacts
from pbxdialer.phonebook import Phonebook
from workshop.bench.search import Engine, as_json
from workshop.bench.search_keys import sessions
from workshop.bench.search_people import REGION, contact_of, listings, profile, prove_keys, store
from workshop.bench.search_rivals import Like, Scan

LEAST_KEYS = 2_200
# every so manieth key is enough for LIKE, and for the scan, from so many people on
_SAMPLES = {1_000: (1, 1), 10_000: (1, 5), 100_000: (4, 19), 1_000_000: (19, 131)}
_STORED_UP_TO = 100_000


def main(size: int, folder: Path) -> None:
    """Print the figures as JSON, and leave the directory's file behind for the first answer."""
    people = list(listings(size))
    prove_keys(people)
    here = profile(folder)
    phonebook = Phonebook(here.contacts, REGION)
    gc.collect()
    gc.disable()  # as the process that builds does
    if size <= _STORED_UP_TO:
        store(here, people)
        contacts = open_contacts(here, REGION)
        begun = time.process_time()
        phonebook.build(contacts)
        build_s = time.process_time() - begun
        contacts.close()
    else:  # SQLite's own part would take half an hour
        begun = time.process_time()
        index = index_of(people)
        phonebook.keep(index, phonebook.mark())
        build_s = time.process_time() - begun
        del index
    mapped = phonebook.kept()
    assert mapped is not None
    gc.enable()
    directory = Directory(mapped)

    asked = [contact_of(listing) for listing in people]
    keys = [key for _, typed in sessions(asked, LEAST_KEYS) for key in typed]
    like_every, scan_every = _SAMPLES[size]
    like, scan = Like(folder / "like.sqlite", people), Scan(people)
    del people, asked

    def ours(query: str) -> list[int]:
        return [match.contact.id for match in directory.search(query)]

    times, answers = _timed(ours, keys)
    like_times, like_answers = _timed(like.search, keys[::like_every])
    scan_times, right = _timed(scan.search, keys[::scan_every])
    again, _ = _timed(ours, keys)  # before and after the others: the machine is not the same all the time
    judged = answers[::scan_every]
    like_judged = [like.search(key) for key in keys[::scan_every]] if like_every > 1 else like_answers[::scan_every]
    like.close()
    engines = [
        Engine("pbxdialer", times + again, _recall(judged, right)),
        Engine("LIKE on folded columns", like_times, _recall(like_judged, right)),
        Engine("Python scan", scan_times, None),
    ]
    (file,) = here.contacts.parent.glob("*.directory")
    same = sum(mine == theirs for mine, theirs in zip(judged, right, strict=True))
    print(as_json(engines, judged=len(right), same_order=same, build_s=build_s, file_mb=file.stat().st_size / 1e6))


def memory(size: int, folder: Path) -> None:
    """Print how many megabytes the directory takes once every key was searched for."""
    keys = [
        key for _, typed in sessions([contact_of(person) for person in listings(1_000)], LEAST_KEYS) for key in typed
    ]
    gc.collect()
    before = _resident_mb()
    index = Phonebook(folder / "data" / "contacts.sqlite", REGION).kept()
    assert index is not None
    assert len(index.lines) == size
    _search_all(index, keys)
    print(_resident_mb() - before)


def _search_all(index: Index, keys: Sequence[str]) -> None:
    directory = Directory(index)
    for key in keys:
        directory.search(key)


def _timed(search: Callable[[str], list[int]], keys: Sequence[str]) -> tuple[list[float], list[list[int]]]:
    times, answers = [], []
    for key in keys:
        begun = time.thread_time()
        answers.append(search(key))
        times.append((time.thread_time() - begun) * 1000)
    return times, answers


def _recall(found: Sequence[Sequence[int]], right: Sequence[Sequence[int]]) -> float:
    hits = sum(len(set(mine) & set(theirs)) for mine, theirs in zip(found, right, strict=True))
    return hits / max(1, sum(map(len, right)))


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


if __name__ == "__main__":
    (memory if sys.argv[3:] else main)(int(sys.argv[1]), Path(sys.argv[2]))
