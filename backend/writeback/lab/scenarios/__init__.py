"""Named states and faults of the simulated world, as data."""
