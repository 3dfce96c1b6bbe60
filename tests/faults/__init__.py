"""The proof: every crash point under every fault that can meet it, in child processes against the lab.

`python -m tests.faults` runs the whole campaign and prints one line; tests/faults/test_campaign.py runs a
small part of it; tests/faults/test_mutations.py shows that a broken guard makes it fail.
"""
