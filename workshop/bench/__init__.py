"""Measurements of the program beside the barest thing that does the same, in one run on one machine."""
