"""What Windows shows in a program's properties: the text form that PyInstaller reads."""

import re
from pathlib import Path

_TEXT = """\
VSVersionInfo(
  ffi=FixedFileInfo(
    filevers={numbers}, prodvers={numbers}, mask=0x3f, flags=0x0, OS=0x40004, fileType=0x1, subtype=0x0
  ),
  kids=[
    StringFileInfo([StringTable('040904B0', [
      StringStruct('FileDescription', 'PBX Dialer'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', '{name}'),
      StringStruct('OriginalFilename', '{name}.exe'),
      StringStruct('ProductName', 'PBX Dialer'),
      StringStruct('ProductVersion', '{version}'),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),
  ]
)
"""


def write_version(folder: Path, version: str, name: str) -> Path:
    """Write the version resource of the program `name` into `folder` and return the file."""
    found = [int(number) for number in re.findall(r"[0-9]+", version)]
    numbers = tuple([*found, 0, 0, 0, 0][:4])  # Windows knows four
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.version.txt"
    file.write_text(_TEXT.format(numbers=numbers, version=version, name=name), "utf-8")
    return file
