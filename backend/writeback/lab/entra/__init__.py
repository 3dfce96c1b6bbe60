"""The tenant's sign-in: discovery, device codes and tokens, as the Microsoft identity platform v2.0."""
