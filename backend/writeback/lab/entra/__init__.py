"""The sign-in half of the tenant: discovery, device codes, tokens, as the Microsoft identity platform v2.0."""
