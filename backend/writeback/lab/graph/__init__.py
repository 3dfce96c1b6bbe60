"""Microsoft Graph, as far as a hybrid administrator's tool looks at it: one file per resource family."""
