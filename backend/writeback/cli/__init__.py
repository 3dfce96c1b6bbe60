"""The command line: every command works through the same facade as the wizard."""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Runs one command (never the wizard) and returns its exit status."""
    # First of all, because importing the rest takes a tenth of a second.
    from writeback.cli.interruptions import INTERRUPTIONS

    INTERRUPTIONS.listen()
    from writeback.cli.arguments import parse
    from writeback.cli.run import run_command

    return run_command(parse(argv))
