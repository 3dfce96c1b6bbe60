"""Walks: a user's keys, the terminal's whims and the lab's faults, against the real program in a pty."""
