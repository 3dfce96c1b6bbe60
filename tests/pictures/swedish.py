"""Which pictures there are in Swedish, with today's names and with those of 2021; the way is the same."""

from __future__ import annotations

FOLDER = "80x24-sv"
SIZE = (80, 24)
LAB_OF_2021 = "azure-ad-connect-2021"
OF_TODAY = {
    "welcome": "welcome",
    "help": "help",
    "additional-tasks": "additional-tasks",
    "connect-device-code": "connect",
    "domain-ou-filtering": "domain-ou-filtering",
    "optional-features": "optional-features",
    "ready-to-configure": "ready-to-configure",
    "configuring": "configuring",
    "configuration-complete": "configuration-complete",
    "on-premises-integration": "on-premises-integration",
    "summary": "summary",
}
"""By the name of the route."""
OF_2021 = {"connect-device-code": "connect-2021", "connect-signed-in": "connect-signed-in-2021"}
