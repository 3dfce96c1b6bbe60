"""The facade that every front end uses: survey, findings, plan, apply, verify.

A `Session` belongs to one event loop. Front ends with a screen run it on a loop of its own in a thread, so
that a change never depends on the terminal.
"""
