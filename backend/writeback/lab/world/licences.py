"""The subscriptions that scenarios name, with Microsoft's published identifiers."""

from __future__ import annotations

from writeback.lab.world.tenant import ServicePlan, Sku

_PLANS = {
    "AAD_PREMIUM": "41781fb2-bc02-4b7c-bd55-b576c07bb09d",
    "EXCHANGE_S_STANDARD": "9aaf7827-d63c-4b61-89c3-182f06f82e5c",
    "SHAREPOINTSTANDARD": "c7699d2e-19aa-44de-8edf-1736da088ca1",
    "TEAMS1": "57ff2da0-773e-42df-b2af-ffb7a2317929",
}
_SKUS = {
    "AAD_PREMIUM": ("078d2b04-f1bd-4111-bbd4-b4b1b354cef4", ("AAD_PREMIUM",)),
    # Business Standard under its old name: sounds premium, holds no AAD_PREMIUM plan.
    "O365_BUSINESS_PREMIUM": (
        "f245ecc8-75af-4f8e-b61f-27d8114de5f3",
        ("EXCHANGE_S_STANDARD", "SHAREPOINTSTANDARD", "TEAMS1"),
    ),
}


def sku(part_number: str) -> Sku:
    """A subscription of 25 seats. KeyError for a part number that no scenario needs."""
    sku_id, plans = _SKUS[part_number]
    return Sku(sku_id, part_number, [ServicePlan(_PLANS[name], name) for name in plans])
