"""`make screenshots`: drives the wizard through the lab and keeps a picture of every page."""
