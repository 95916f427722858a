"""The templates for Group Policy as an administrator is given them: one archive to unpack into PolicyDefinitions."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from pbxdialer import __version__
from workshop.policy_template import templates

_OLDEST = 315_532_800  # 1980, before which no zip can date anything


def policies_archive(into: Path, time: int) -> Path:
    """Write the archive into the folder `into` and return it: the same bytes for the same texts and `time`.

    `time` becomes the date of every file, in seconds since 1970. No program writes into Windows' own folder, nor into a
    domain's store: that is the administrator's to do.
    """
    archive = into / f"pbxdialer-{__version__}-policies.zip"
    date = datetime.fromtimestamp(max(time, _OLDEST), UTC).timetuple()[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in sorted(templates().items()):
            entry = zipfile.ZipInfo(f"PolicyDefinitions/{name}", date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, text.encode())
    return archive
