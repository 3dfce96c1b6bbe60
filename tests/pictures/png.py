"""From Textual's SVG to a PNG with a real monospaced font."""

from __future__ import annotations

import re
from pathlib import Path

import resvg_py

FONT = "DejaVu Sans Mono"
FOLDERS = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu", "/usr/share/fonts/TTF")


def png_of(svg: str) -> bytes:
    """The picture. Raises FileNotFoundError without DejaVu (Debian: fonts-dejavu-core)."""
    folders = [folder for folder in FOLDERS if (Path(folder) / "DejaVuSansMono.ttf").exists()]
    if not folders:
        raise FileNotFoundError("DejaVu Sans Mono is needed for pictures (Debian: fonts-dejavu-core)")
    # The SVG names a font by address, for which the renderer draws nothing.
    plain = re.sub(r"@font-face\s*\{[^}]*\}", "", svg).replace("Fira Code", FONT)
    return bytes(
        resvg_py.svg_to_bytes(svg_string=plain, font_dirs=folders, font_family=FONT, monospace_family=FONT)
    )
