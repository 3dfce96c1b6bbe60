"""What the product knows and decides: facts, choices, checks, plan, evidence. Data and pure functions."""
