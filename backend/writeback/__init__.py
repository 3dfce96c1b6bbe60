"""Everything of `writeback` that needs no screen."""
