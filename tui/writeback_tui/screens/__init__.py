"""One screen per page of the wizard, and the frame they share."""
