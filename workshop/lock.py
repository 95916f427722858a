"""Writes requirements.txt: every package the program, its tests and its build use, by version and by hash."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from workshop.machine import python_in

_SOURCES = ("pyproject.toml", "--group", "dev", "--group", "build")
_FOR_ALL = ("--universal", "--python-version", "3.11", "--generate-hashes")
_PLAIN = ("--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--quiet")


def write(arguments: list[str]) -> int:
    """Resolve anew and write requirements.txt; versions stay unless ``--upgrade`` is among the `arguments`."""
    with TemporaryDirectory() as folder:  # uv is needed here only
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = str(python_in(Path(folder)))
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_lock = [python, "-m", "uv", "pip", "compile", *_SOURCES, *_FOR_ALL, *_PLAIN, *arguments]
        return subprocess.call([*compile_lock, "--output-file", "requirements.txt"])
