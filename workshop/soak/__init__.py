"""Thousands of calls against a PBX that misbehaves at random: one press, at most one call, and the truth about it."""
