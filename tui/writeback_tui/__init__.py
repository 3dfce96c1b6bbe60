"""The Textual application of `writeback`."""
