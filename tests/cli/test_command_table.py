"""Every command is in the table by which only its own module is imported."""

from importlib import import_module
from pathlib import Path

from pbxdialer.cli import commands


def test_each_module_adds_the_commands_the_table_says() -> None:
    folder = Path(commands.__file__).parent
    modules = {path.stem for path in folder.glob("*.py") if "def add_to(" in path.read_text("utf-8")}
    added = {name: module for module in modules for name in import_module(f"pbxdialer.cli.{module}").NAMES}
    assert added == commands.MODULES
