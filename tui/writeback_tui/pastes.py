"""What is pasted is told from what is typed, so that a paste neither presses keys nor takes for ever.

A terminal that brackets pastes (mode 2004) says where they begin and end. Where it does not, or its brackets
are lost on a bad line, a burst of text shows what it is: nobody types that fast.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.events import Paste

BEGIN = "\x1b[200~"
END = "\x1b[201~"
KEPT = len(END) - 1
"""Characters of the end of what arrived that may be the beginning of a bracket."""
BURST = 64
"""Characters of text that arrive at once; keys that repeat on a line that had stalled are no text."""
LARGEST = 65_536
"""Characters of a paste that are kept: far more than any field takes."""


class Heap:
    """The pieces of one paste, as many as are kept."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._room = LARGEST

    def add(self, text: str) -> None:
        """Puts more behind them."""
        if self._room > 0:
            self._pieces.append(text[: self._room])
            self._room -= len(text)

    def paste(self) -> Paste:
        """All of it, without the characters that are none."""
        return Paste("".join(self._pieces).replace("\x00", ""))


class Pastes:
    """Sorts what arrives into keys and pastes."""

    def __init__(self) -> None:
        self._tail = ""
        self._bracketed: Heap | None = None
        self._burst: Heap | None = None

    def sort(self, text: str) -> Iterator[str | Paste]:
        """What was typed, and pastes, in order; a burst is kept until there is a pause."""
        while text:
            if self._bracketed is not None:
                text = self._within_brackets(self._bracketed, text)
                if not self._tail:
                    yield from self.end()
                continue
            typed, text = self._up_to_bracket(text)
            if is_burst(typed) or (self._burst and "\x1b" not in typed):
                self._burst = self._burst or Heap()
                self._burst.add(typed)
            else:
                yield from self.pause()
                yield typed

    def pause(self) -> Iterator[Paste]:
        """Nothing came for a moment: a burst is over."""
        if self._burst is not None:
            burst, self._burst = self._burst, None
            yield burst.paste()

    def end(self) -> Iterator[Paste]:
        """A paste in brackets is over, or nothing came for so long that its end must have been lost."""
        if self._bracketed is not None:
            pasted, self._bracketed = self._bracketed, None
            pasted.add(self._tail)
            self._tail = ""
            yield pasted.paste()

    def _up_to_bracket(self, text: str) -> tuple[str, str]:
        """What is typed, with the whole bracket at its end, and what follows the bracket."""
        joined = self._tail + text
        at = joined.find(BEGIN)
        if at < 0:
            self._tail = joined[-KEPT:]
            return text, ""
        end = at + len(BEGIN)
        self._tail, self._bracketed = "", Heap()
        # The bracket may have been passed on in part: a pair of them with nothing between does no harm.
        return text[: end - (len(joined) - len(text))] + END, joined[end:]

    def _within_brackets(self, pasted: Heap, text: str) -> str:
        """What follows the paste; the tail is empty where its end has come."""
        joined = self._tail + text
        at = joined.find(END)
        if at < 0:
            pasted.add(joined[:-KEPT])
            self._tail = joined[-KEPT:]
            return ""
        pasted.add(joined[:at])
        self._tail = ""
        return joined[at + len(END) :]


def is_burst(text: str) -> bool:
    """Whether so much text came at once that nobody can have typed it."""
    if len(text) < BURST or "\x1b" in text:
        return False
    return sum(one.isprintable() for one in text) >= BURST
