"""The language the program speaks: English source texts, translated by gettext catalogues.

A `Language` is handed to whoever shows text; there is no global one, so a window can be rebuilt in another language.
"""

import gettext
from pathlib import Path


class Language:
    """Translates source texts; calling it is the whole interface: ``tr("Ring first")``, ``tr("{n} left", n=3)``."""

    def __init__(self, code: str = "en", catalogues: Path | None = None) -> None:
        """`code` is a two-letter language; `catalogues` a folder of ``ro/LC_MESSAGES/pbxdialer.mo`` files.

        A language without a catalogue speaks English.
        """
        self.code = code
        self._catalogues = catalogues
        folder = str(catalogues) if catalogues else None
        self._texts = gettext.translation("pbxdialer", folder, [code], fallback=True)

    def __call__(self, source: str, /, **values: object) -> str:
        """Return `source` translated, its ``{names}`` filled from `values`."""
        text = self._texts.gettext(source) if source else ""
        return text.format(**values) if values else text

    def choices(self) -> tuple[str, ...]:
        """Return the codes of all languages the program can speak, in their order: English, and each catalogue's."""
        found = self._catalogues.glob("*/LC_MESSAGES/pbxdialer.mo") if self._catalogues else ()
        return tuple(sorted({"en", *(file.parents[1].name for file in found)}))

    def plural(self, one: str, many: str, n: int, /, **values: object) -> str:
        """Return the form of the sentence that goes with `n`; ``{n}`` is filled in."""
        return self._texts.ngettext(one, many, n).format(n=n, **values)


def mark(source: str) -> str:
    """Mark a text in a table for translation; it is translated where it is shown."""
    return source
