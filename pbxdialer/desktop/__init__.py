"""What differs on each operating system."""
