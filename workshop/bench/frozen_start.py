"""What people get: how soon the frozen program paints, beside a bare frozen window, and how large the downloads are."""

from workshop.bench.frozen import FROZEN, bare_window, is_built, what_to_run
from workshop.bench.start import BARE, FIRST_FRAME_FACTOR, PROGRAM, compared, starts_in_turns
from workshop.machine import ROOT

_DOWNLOADS = {"*.deb": 45.0, "*.tar.xz": 45.0, "*.exe": 26.0, "*.msi": 26.0}  # MB at the most


def measure() -> str:
    """Return the tables, or what to run to have them."""
    return "\n\n".join([*_started(), _downloaded(), *what_to_run()])


def _started() -> list[str]:
    if not is_built():
        return []
    starts = starts_in_turns({BARE: [str(bare_window())], PROGRAM: [str(FROZEN)]}, PROGRAM)
    frames = {name: [start.frame_ms for start in runs] for name, runs in starts.items()}
    processor = {name: [start.processor_ms for start in runs] for name, runs in starts.items()}
    return [
        compared("Frozen, from exec to the first painted frame", "ms", frames, FIRST_FRAME_FACTOR),
        compared("Frozen, the processor's time until then", "ms", processor, FIRST_FRAME_FACTOR),
    ]


def _downloaded() -> str:
    lines = ["Downloads (MB; aim: at most 45 for Linux, 26 for Windows)"]
    for pattern, most in _DOWNLOADS.items():
        for file in sorted((ROOT / "dist").glob(pattern)):
            size = file.stat().st_size / 1e6
            lines.append(f"  {file.name:<55}{size:>9.1f}  {'✓' if size <= most else '✗'}")
    if len(lines) == 1:
        lines.append("!! NO DOWNLOAD IS MEASURED: there is none. Run  python3 dev.py build  and repeat.")
    return "\n".join(lines)
