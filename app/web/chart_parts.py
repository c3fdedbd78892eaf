"""What the pictures of history share: axes, colours, type.

Series differ by dash as well as by colour; the colours are those of M. Okabe and K. Ito (Color Universal Design, 2008).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.domain.measures import MEASURES, Unit
from app.usecases.waiting_times import Answer, Row
from app.web.history_words import Names

Spec = dict[str, Any]

SERIES_AT_MOST = 8
WIDTH = 720

FONT = "BIZ UDPGothic, sans-serif"
INK, QUIET, LINE, EARLIER = "#333333", "#626264", "#d8d8db", "#8c8c8c"
COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000060", "#626264"]
DASHES = [[1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4], [4, 4], [1, 3], [10, 2, 2, 2]]
HEAT = ["#eef3fb", "#a9c4ef", "#4f7fd0", "#1d3f9a", "#000060"]

_TEXT = {"labelFont": FONT, "titleFont": FONT, "labelColor": INK, "titleColor": QUIET, "titleFontWeight": "normal"}
CONFIG: Spec = {
    "font": FONT,
    "background": "#ffffff",
    "padding": 16,
    "view": {"stroke": None},
    "axis": {
        **_TEXT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
    },
    "legend": {**_TEXT, "labelFontSize": 12, "titleFontSize": 12},
    "header": {"labelFont": FONT, "titleFont": FONT, "labelColor": INK},
    "title": {
        "font": FONT,
        "fontSize": 18,
        "anchor": "start",
        "frame": "group",
        "color": INK,
        "offset": 16,
        "subtitleFont": FONT,
        "subtitleFontSize": 13,
        "subtitleColor": QUIET,
    },
}


SAID: Spec = {"description": {"field": "said"}}
"""What a mark says to a screen reader, and under the pointer."""


def series(answer: Answer) -> list[tuple[str, ...]]:
    """What rows are about, beside time, the most people first."""
    people: Counter[tuple[str, ...]] = Counter()
    for row in answer.rows:
        people[tuple(row.names.values())] += row.people
    return [name for name, _ in people.most_common()]


def largest(answer: Answer) -> list[Row]:
    """The rows that have room in a picture."""
    if answer.question.time is None:
        return answer.rows[:40]
    kept = set(series(answer)[:SERIES_AT_MOST])
    return [row for row in answer.rows if tuple(row.names.values()) in kept]


def value_axis(names: Names, measures: Sequence[str]) -> Spec:
    """The axis of one measure, or of several with the same unit."""
    unit = MEASURES[measures[0]].unit
    share = unit is Unit.SHARE
    title = names.measure(measures[0]) if len(measures) == 1 else names.words.gettext(f"history.axis_{unit}")
    axis = {"title": title, "format": _number(share), "tickCount": 6}
    return {"field": "value", "type": "quantitative", "axis": axis, "scale": {"zero": not share, "nice": True}}


def told_apart(order: list[str], field: str, *, dashed: bool = True, earlier: bool = False) -> Spec:
    """Colours and dashes of series, with a legend where there is something to tell apart.

    Two series of which one is about earlier days: those are grey.
    """
    legend = _legend(dashed) if len(order) > 1 else None
    colours = [COLOURS[0], EARLIER] if earlier and len(order) == 2 else COLOURS
    scale = {"domain": order, "range": colours}
    colour = {"color": {"field": field, "type": "nominal", "sort": order, "legend": legend, "scale": scale}}
    return {**colour, "strokeDash": dashes(order, field)} if dashed else colour


def dashes(order: list[str], field: str, *, with_legend: bool = True) -> Spec:
    """Series told apart by dash."""
    legend = _legend(True) if with_legend and len(order) > 1 else None
    scale = {"domain": order, "range": DASHES}
    return {"field": field, "type": "nominal", "sort": order, "legend": legend, "scale": scale}


def _legend(dashed: bool) -> Spec:
    legend: Spec = {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 260}
    return legend | ({"symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2.5} if dashed else {})


def heat(names: Names, measure: str) -> Spec:
    """Dark is much."""
    share = MEASURES[measure].unit is Unit.SHARE
    legend = {"title": names.measure(measure), "titleLimit": 200, "format": _number(share)}
    return {"field": "value", "type": "quantitative", "scale": {"range": HEAT}, "legend": legend}


def short(measure: str, value: float | None) -> str:
    """A value that fits into a cell."""
    if value is None:
        return ""
    if MEASURES[measure].unit is Unit.SHARE:
        return f"{value * 100:.0f}"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _number(share: bool) -> str:
    return ".0%" if share else ",~f"
