"""Runs a plan: lock, journal, steps in order, and what to do when one fails. The only writer."""
