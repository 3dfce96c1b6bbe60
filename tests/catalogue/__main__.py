"""Writes the template, brings the Swedish catalogue up to date and compiles it: `make catalogue`."""

from __future__ import annotations

import sys

from tests.catalogue import MO, PO, TEMPLATE, as_mo, as_po, read, template, updated


def main() -> int:
    """Says what still has no translation; the status tells whether there is any."""
    texts = template()
    swedish = updated(read(PO), texts)
    MO.parent.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(as_po(texts))
    PO.write_bytes(as_po(swedish))
    MO.write_bytes(as_mo(swedish))
    missing = [message.id for message in swedish if message.id and not message.string]
    for text in missing:
        print(text, file=sys.stderr)
    print(f"{len(swedish)} texts, {len(missing)} without a translation", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
