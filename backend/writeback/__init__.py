"""Everything of `writeback` that needs no screen."""

__version__ = "0.1.0"
