"""Vega-Lite specifications as pictures. The font is ours, so a machine without fonts draws Japanese right.

The library draws on threads of its own; one picture at a time keeps a core free for the hall.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "static" / "fonts"
PIXELS_A_POINT = 2.0
"""Sharp on paper and on screens of twice the density."""

_one_at_a_time = threading.Lock()


def as_svg(spec: dict[str, Any]) -> str:
    """A picture as SVG; its text is text, in a font that the reader's machine may have to replace."""
    with _one_at_a_time:
        drawn: str = _library().vegalite_to_svg(spec)
    return drawn


def as_png(spec: dict[str, Any]) -> bytes:
    """A picture as PNG, text drawn in BIZ UDPGothic."""
    with _one_at_a_time:
        drawn: bytes = _library().vegalite_to_png(spec, scale=PIXELS_A_POINT)
    return drawn


@cache
def _library() -> Any:
    """Loaded when the first picture is drawn: it takes a second."""
    import vl_convert  # noqa: PLC0415 - see above

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert
