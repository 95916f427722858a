"""Rules that hold with the computer switched off: numbers, accounts, calls, wording."""
