#!/usr/bin/env python3
"""The front desk: everything one does with this checkout, with the same words on Linux, macOS and Windows.

Needs nothing but Python itself: each command first makes ready what it needs (system libraries on Debian and Ubuntu,
`.venv`, the locked packages, the translations) and then runs under the Python of `.venv`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said to those who run an older one
    sys.exit(f"pbxdialer needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from workshop import catalogues, debian, lock, machine
from workshop.screen import has_display, virtual_screen

SCREENSHOT = Path("build", "demo.png")


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the desk: what it does, what the help says, and what the machine must hold before.

    `needs` are system packages beside the locked Python packages; None where not even those are needed.
    """

    run: Callable[[list[str]], int]
    says: str
    needs: tuple[str, ...] | None = ()


def demo(arguments: list[str]) -> int:
    """Open the window beside a demo PBX; without a display, call in the terminal and leave a picture."""
    if has_display():
        return _python("-m", "pbxdialer", "--demo", *arguments)
    print("This machine has no display, so the call is made here in the terminal, against the demo PBX.\n", flush=True)
    called = _python("-m", "pbxdialer", "demo-call", *arguments)
    if called != 0:
        return called
    SCREENSHOT.parent.mkdir(exist_ok=True)
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    pictured = _python("-m", "pbxdialer", "--demo", "--screenshot", str(SCREENSHOT), env=offscreen)
    if pictured == 0:
        print(f"\nThe window, as it looks on a machine with a display: {SCREENSHOT}")
    return pictured


def test(arguments: list[str]) -> int:
    """Run the tests on a screen of their own. In CI a test that was skipped for a missing part fails the run."""
    strict = ("-p", "tests.no_skips_in_ci") if os.environ.get("CI") else ()
    with virtual_screen() as screen:
        return _python("-m", "pytest", *strict, *arguments, env=screen)


def check(arguments: list[str]) -> int:
    """Style, layout and types, in that order; the first that complains ends it."""
    steps = (("ruff", "check", *arguments), ("ruff", "format", "--check"), ("mypy", "--strict", "pbxdialer"))
    return next((code for step in steps if (code := _python("-m", *step))), 0)


def bench(arguments: list[str]) -> int:
    """Measure on a screen of its own."""
    with virtual_screen() as screen:
        return _python("-m", "workshop.bench", *arguments, env=screen)


def soak(arguments: list[str]) -> int:
    """Place thousands of calls against a PBX that misbehaves at random."""
    return _python("-m", "workshop.soak", *arguments)


def mutants(arguments: list[str]) -> int:
    """Take every protection away, one at a time, in a copy, and show which test notices."""
    with virtual_screen() as screen:
        return _python("-m", "tests.mutants", *arguments, env=screen)


def shots(arguments: list[str]) -> int:
    """Take the pictures of the window."""
    with virtual_screen() as screen:
        return _python("-m", "tests.shots", *arguments, env=screen)


def tour(arguments: list[str]) -> int:
    """Film the window for the README."""
    with virtual_screen() as screen:
        return _python("-m", "tests.tour", *arguments, env=screen)


def translations(_: list[str]) -> int:
    """Bring what is made from the sources up to date: the catalogues, compiled, and the Group Policy templates."""
    catalogues.refresh(machine.ROOT, machine.PYTHON)
    return _python("-m", "workshop.policy_template")


def build(arguments: list[str]) -> int:
    """Freeze the program and pack it for this system."""
    return _python("-m", "workshop.packaging", *arguments)


def empty_machine(arguments: list[str]) -> int:
    """Run the README's two commands in a Debian that holds nothing but Python."""
    return subprocess.call(["bash", ".ci/empty_machine.sh", *(arguments or ["demo", "test"])])


_ON_SCREEN = debian.RUN + debian.TEST
_FOR_TESTS = _ON_SCREEN + debian.BUILD + debian.WINDOWS

COMMANDS: Mapping[str, Command] = {
    "demo": Command(demo, "the program beside a demo PBX, nothing to configure", debian.RUN),
    "test": Command(test, "all tests; what follows goes to pytest: dev.py test -k fault", _FOR_TESTS),
    "check": Command(check, "ruff and mypy"),
    "bench": Command(bench, "start, memory and Enter-to-wire beside bare PySide6 and bare httpx", _ON_SCREEN),
    "soak": Command(soak, "2,000 calls against a PBX that misbehaves: dev.py soak --calls 500 --seed 7"),
    "mutants": Command(
        mutants, "every protection taken away in turn, and who notices: dev.py mutants retry", _ON_SCREEN
    ),
    "shots": Command(shots, "pictures of the window", _ON_SCREEN),
    "tour": Command(tour, "docs/tour.gif, filmed anew on the demo PBX", _ON_SCREEN),
    "translations": Command(translations, "bring catalogues and Group Policy templates up to date with the sources"),
    "build": Command(build, "the program people get, and its packages, into dist/", debian.BUILD),
    "lock": Command(lock.write, "write requirements.txt anew from pyproject.toml: dev.py lock --upgrade", None),
    "empty-machine": Command(empty_machine, "demo and test in a Debian that holds nothing but Python (root)", None),
}


def main(arguments: list[str]) -> int:
    """Make the machine ready for one command and run it; return its exit code."""
    os.chdir(machine.ROOT)
    name, *rest = arguments or ["help"]
    command = COMMANDS.get(name)
    if command is None:
        print(_help())
        return 0 if name in ("help", "-h", "--help") else 2
    try:
        if command.needs is not None:
            machine.prepare(command.needs)
        return command.run(rest)
    except subprocess.CalledProcessError as failed:
        print(f"This failed, so nothing was started: {shlex.join(failed.cmd)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _help() -> str:
    lines = [f"  {name:<14}{command.says}" for name, command in COMMANDS.items()]
    return "\n".join(["python3 dev.py COMMAND", "", *lines])


def _python(*arguments: str, env: Mapping[str, str] | None = None) -> int:
    """Run the Python of `.venv` in the checkout and return its exit code."""
    sys.stdout.flush()
    return subprocess.call([str(machine.PYTHON), *arguments], env=env)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
