"""The Windows program, really run on Linux: Wine, a genuine Windows Python, and the locked packages for Windows."""
