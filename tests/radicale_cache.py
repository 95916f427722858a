"""Fills Radicale's cache of cards, as one that has run for a while has it: reading 20,000 cards anew takes it minutes.

Source of the formats: Radicale 3.1, storage/multifilesystem/cache.py and history.py. The cache does not fit another
version, which reads the cards itself.

``SERVER'S-PYTHON radicale_cache.py BOOK`` runs with the interpreter of the server, whose versions the cache names.
"""

import pickle
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

_FIRST_AND_LAST_TIME = (-62135596800, 253402300800)  # of a card, which has none


def warm(radicale: str, book: Path) -> None:
    """Fill the cache of the address book in this folder; `radicale` is the server's program."""
    interpreter = Path(radicale).read_text("utf-8").partition("\n")[0].removeprefix("#!").strip()
    subprocess.run([interpreter, __file__, str(book)], check=True)


def _fill(book: Path) -> None:
    from radicale import storage  # type: ignore[import-not-found]

    cards, history = (book / ".Radicale.cache" / name for name in ("item", "history"))
    for folder in (cards, history):
        folder.mkdir(parents=True)
    for file in book.glob("*.vcf"):
        raw = file.read_bytes()
        text = raw.decode()
        uid = text.partition("\r\nUID:")[2].partition("\r\n")[0]
        etag = f'"{sha256(raw).hexdigest()}"'
        known = (
            sha256(storage.CACHE_VERSION + raw).hexdigest(), uid, etag, text, "VCARD", "", *_FIRST_AND_LAST_TIME
        )  # fmt: skip
        (cards / file.name).write_bytes(pickle.dumps(known))
        (history / file.name).write_bytes(pickle.dumps([etag, sha256(etag.encode()).hexdigest()]))


if __name__ == "__main__":
    _fill(Path(sys.argv[1]))
