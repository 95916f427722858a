"""The list of everything that is bundled (SBOM), as CycloneDX 1.5: https://cyclonedx.org/docs/1.5/json/.

It is the same for the same program: no time, no serial number.
"""

import json
import platform
import subprocess
from collections.abc import Iterable
from pathlib import Path

from workshop.packaging.bundled import Entry, debian_packages_in, distributions_in, sources_of

_Component = dict[str, str]


def write_materials(file: Path, version: str, bundled: Iterable[Entry]) -> Path:
    """Write the list for `bundled` and this `version` of the program. Return `file`."""
    sources = sources_of(bundled)
    components = [
        _component("Python", platform.python_version(), f"pkg:generic/python@{platform.python_version()}"),
        *(
            _component(one.name, one.version, f"pkg:pypi/{one.name.lower().replace('_', '-')}@{one.version}")
            for one in distributions_in(sources)
        ),
        *(
            _component(name, told, f"pkg:deb/debian/{name}@{told}")
            for name, told in _versions(debian_packages_in(sources))
        ),
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {**_component("pbxdialer", version, f"pkg:generic/pbxdialer@{version}"), "type": "application"}
        },
        "components": components,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return file


def _component(name: str, version: str, purl: str) -> _Component:
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}


def _versions(packages: list[str]) -> list[tuple[str, str]]:
    """Return the installed version of each of these Debian packages."""
    if not packages:
        return []
    asked = ["dpkg-query", "--show", "--showformat", "${Package}\t${Version}\n", *packages]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return sorted({(name, version) for name, _, version in (line.partition("\t") for line in told.splitlines())})
