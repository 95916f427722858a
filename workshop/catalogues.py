"""The translations: source texts → ``.po`` files that people edit → ``.mo`` files that the program reads."""

import subprocess
from pathlib import Path

LANGUAGES = ("ro",)
DOMAIN = "pbxdialer"
_LOCALE = Path("resources", "locale")
_MARKS = ("--no-default-keywords", "--keyword=tr", "--keyword=_tr", "--keyword=mark", "--keyword=plural:1,2")


def refresh(root: Path, python: Path) -> None:
    """Collect the marked texts of the program below `root`, merge them into every language, and compile."""
    template = root / "build" / f"{DOMAIN}.pot"
    template.parent.mkdir(exist_ok=True)
    about = ("--project", DOMAIN, "--add-location=file", "--sort-by-file")
    _babel(root, python, "extract", *_MARKS, *about, "-o", template, DOMAIN)
    for language in LANGUAGES:
        catalogue = root / _LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        merge = (
            ("update", "--no-fuzzy-matching", "--ignore-obsolete", "--ignore-pot-creation-date")
            if catalogue.exists()
            else ("init",)
        )
        catalogue.parent.mkdir(parents=True, exist_ok=True)
        _babel(root, python, *merge, "-i", template, "-o", catalogue, "-l", language)
    compile_stale(root, python)


def compile_stale(root: Path, python: Path) -> None:
    """Compile every catalogue below `root` that was edited since it was compiled last."""
    for source in (root / _LOCALE).glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _babel(root, python, "compile", "-i", source, "-o", compiled)


def _babel(root: Path, python: Path, *arguments: str | Path) -> None:
    """Run one step of babel. Raises CalledProcessError where a catalogue is broken, after babel has said where."""
    babel = [str(python), "-m", "babel.messages.frontend", "--quiet"]
    subprocess.run([*babel, *map(str, arguments)], cwd=root, check=True)
