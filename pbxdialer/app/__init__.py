"""The window's composition root, a file for each of its desks. Knows everybody; nobody knows it."""
