"""What every way of reading the selected text of another program has in common."""

LONGEST_BYTES = 4000  # nobody selects so much to call one number; more is cut


class SelectionUnavailable(Exception):
    """The selected text cannot be asked for here; the message is plain text, and never what was selected."""
