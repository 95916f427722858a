"""The window, and everything else that needs Qt."""
