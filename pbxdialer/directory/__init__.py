"""Who can be called: search and the files contacts come from."""
