"""A list of 100,000 contacts brought in: CSV, vCard, and the same list once more, which updates everybody.

Each runs in a fresh process, and is read and kept by another one as in the window, while the main thread
counts how long it is kept waiting.
"""

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

ROWS = 100_000
MOST_S = 10.0
_TICK_S = 0.01


@dataclass(frozen=True, slots=True)
class Run:
    """One import: seconds to read the file and to keep it, of the processor's time, peak memory, the longest wait."""

    read_s: float
    kept_s: float
    cpu_s: float
    peak_mb: float
    longest_gap_ms: float


def measure() -> str:
    """Return the table."""
    lines = [
        f"An import of {ROWS:,} contacts with 1.3 numbers each (a fresh process each; aim: under {MOST_S:g} s)",
        f"  {'':<34}{'read s':>9}{'kept s':>9}{'in all s':>10}{'CPU s':>8}{'peak MB':>9}{'longest gap ms':>16}",
    ]
    with TemporaryDirectory(prefix="pbxdialer-bench-") as folder:
        for name, file in (("CSV", "people.csv"), ("the same CSV again", "people.csv"), ("vCard", "people.vcf")):
            profile = "vcard" if name == "vCard" else "csv"
            command = [sys.executable, "-m", "workshop.bench.import_", folder, file, profile]
            run = Run(**json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout))
            whole_s = run.read_s + run.kept_s
            lines.append(
                f"  {name:<34}{run.read_s:>9.2f}{run.kept_s:>9.2f}{whole_s:>10.2f}{run.cpu_s:>8.2f}"
                f"{run.peak_mb:>9.0f}{run.longest_gap_ms:>16.1f}{'  ✓' if whole_s < MOST_S else '  ✗'}"
            )
    return "\n".join(lines)


def write_list(path: Path, rows: int) -> None:
    """Write an invented list, as CSV or vCards by the name of the file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            file.write("Name,Company,E-mail,Mobile,Office phone\r\n")
        for place in range(rows):
            name, company, email = f"Ștefan{place} Pop", f"Firma {place % 3000} SRL", f"a{place}@example.com"
            mobile, office = f"07{20_000_000 + place}", f"0213{100_000 + place}" if place % 3 == 0 else ""
            if path.suffix == ".csv":
                file.write(f"{name},{company},{email},{mobile},{office}\r\n")
            else:
                work = f"TEL;TYPE=WORK:{office}\r\n" if office else ""
                file.write(
                    f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Pop;Ștefan{place};;;\r\nFN:{name}\r\nORG:{company}\r\n"
                    f"EMAIL:{email}\r\nTEL;TYPE=CELL:{mobile}\r\n{work}END:VCARD\r\n"
                )


def bring_in(path: Path, profile: Path) -> Run:
    """Import `path` into a profile's contacts, as the window does: read and kept by another process."""
    from pbxdialer.directory.contact_file import FileChoice
    from pbxdialer.importing import keep, read
    from pbxdialer.store.contacts import Contacts

    times: list[float] = []

    def work() -> None:
        times.append(time.perf_counter())
        found = read(path, FileChoice())
        times.append(time.perf_counter())
        contacts = Contacts.at(profile / "contacts.sqlite", profile / "backups", "RO")
        keep(contacts, found.contacts)
        contacts.close()
        times.append(time.perf_counter())

    worker = Thread(target=work)
    worker.start()
    gap, last = 0.0, time.perf_counter()
    while worker.is_alive():
        time.sleep(_TICK_S)
        now = time.perf_counter()
        gap, last = max(gap, now - last), now
    return Run(times[1] - times[0], times[2] - times[1], _cpu_s(), _peak_mb(), gap * 1000)


def _cpu_s() -> float:
    """Return the processor's time of this process and that of the one it started, in all."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_mb() -> float:
    """Return the peak of this process and that of the one it started, in all."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024


if __name__ == "__main__":
    _folder, _file, _profile = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    if not (_folder / _file).exists():
        write_list(_folder / _file, ROWS)
    print(json.dumps(asdict(bring_in(_folder / _file, _folder / _profile))))
