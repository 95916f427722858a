"""Windows that hold a terminal, by the class they were made with."""

_CLASSES = {
    "ConsoleWindowClass",  # Windows' own console
    "CASCADIA_HOSTING_WINDOW_CLASS",  # Windows Terminal
    "VirtualConsoleClass",  # ConEmu, Cmder
    "mintty",  # Git Bash, Cygwin
    "PuTTY",
    "KiTTY",
}


def is_terminal(window_class: str) -> bool:
    """True where Ctrl+C may end the program that runs in the window, and Ctrl+Insert copies."""
    return window_class in _CLASSES
