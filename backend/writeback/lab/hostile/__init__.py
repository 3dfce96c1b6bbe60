"""Answers that no honest service gives: slow, endless, oversized, nested, misleading."""
