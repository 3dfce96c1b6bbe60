"""What is said once, before the first page."""

from __future__ import annotations

from collections.abc import Iterator

from writeback.domain.texts import _


def sentences() -> Iterator[str]:
    """One thought each."""
    yield _("Plain mode: each page is read out, asks its questions, then lists what can be done.")
    yield _("Enter takes what a question names after the word Enter.")
    yield _("Answer ? for help, p for the page's PowerShell, b to go back and q to quit.")
    yield _("Where text is typed, put / before these letters.")
    yield _("Where a text names a key such as F5, answer F5.")
