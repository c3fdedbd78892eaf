"""Numbers on tickets: the service's prefix and a count within a band of the day.

The band tells at a glance where a ticket was taken. When a band is used up its tickets go on above 999, in one
overflow band that all share: four digits, and no number comes twice on a day.
"""

from __future__ import annotations

from enum import StrEnum

from app.domain.office import NumberBands

OVERFLOW_FROM = 1001


class Channel(StrEnum):
    """Where a ticket was taken."""

    KIOSK = "kiosk"
    PHONE = "phone"
    STAFF = "staff"
    REPLAY = "replay"


def band_of(channel: Channel) -> str:
    """The name of the band a channel draws from."""
    match channel:
        case Channel.PHONE:
            return "phone"
        case Channel.STAFF:
            return "staff"
        case _:
            return "office"


def next_count(bands: NumberBands, channel: Channel, last: dict[str, int]) -> tuple[str, int]:
    """The band and the count of the next ticket, given the last count drawn from each band of this service today."""
    band = band_of(channel)
    first, end = getattr(bands, band)
    count = last.get(band, first - 1) + 1
    if count <= end:
        return band, count
    return "overflow", last.get("overflow", OVERFLOW_FROM - 1) + 1


def format_number(prefix: str, count: int) -> str:
    """`A` and 12 → `A012`."""
    return f"{prefix}{count:03d}"
