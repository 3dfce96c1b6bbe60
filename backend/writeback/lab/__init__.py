"""The lab: a simulated server, forest and tenant that speak the real protocols on loopback."""
