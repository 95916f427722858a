"""The frozen program for the benches: where it lies, and what to say where it is missing or of other sources."""

from workshop.machine import ROOT

FROZEN = ROOT / "build" / "frozen" / "pbxdialer" / "pbxdialer"
_SOURCES = ("pbxdialer/**/*.py", "resources/installer/*.py", "workshop/packaging/*.py", "build_installer.spec")


def is_built() -> bool:
    """True where there is a frozen program to measure."""
    return FROZEN.is_file()


def what_to_run() -> list[str]:
    """Return a line to say loudly, or none where the frozen program is there and younger than its sources."""
    if not is_built():
        return [
            "!! THE FROZEN PROGRAM IS NOT MEASURED: there is none. Run  python3 dev.py build --program  and repeat."
        ]
    changed_s = max(path.stat().st_mtime for pattern in _SOURCES for path in ROOT.glob(pattern))
    if changed_s > FROZEN.stat().st_mtime:
        return ["!! THE FROZEN PROGRAM IS OLDER THAN ITS SOURCES. Run  python3 dev.py build --program  and repeat."]
    return []
