"""Widgets in plain ASCII: every state and the focus can be told without colour."""
