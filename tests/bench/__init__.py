"""`make bench`: every budget in one run, times as ratios to a bare Python (P) and a minimal app (M)."""
