"""What the pictures of history share: axes, colours, type.

Series differ by dash as well as by colour; the colours are those of M. Okabe and K. Ito (Color Universal Design, 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.measures import MEASURES, Unit
from app.usecases.waiting_times import Answer
from app.web.history_words import Names

Spec = dict[str, Any]

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


def value_axis(names: Names, measures: Sequence[str]) -> Spec:
    """The axis of one measure, or of several with the same unit."""
    unit = MEASURES[measures[0]].unit
    share = unit is Unit.SHARE
    title = names.measure(measures[0]) if len(measures) == 1 else names.words.gettext(f"history.axis_{unit}")
    axis = {"title": title, "format": _number(share), "tickCount": 6}
    return {"field": "value", "type": "quantitative", "axis": axis, "scale": {"zero": not share, "nice": True}}


def told_apart(order: list[str], answer: Answer, field: str = "series", *, dashes: bool = True) -> Spec:
    """Colours, and dashes of lines, with a legend where there is something to tell apart; earlier days are grey."""
    legend: Spec | None = None
    if len(order) > 1:
        legend = {"title": None, "orient": "bottom", "columns": 3, "labelLimit": 260}
        legend |= {"symbolType": "stroke", "symbolSize": 400, "symbolStrokeWidth": 2.5} if dashes else {}
    colours = [COLOURS[0], EARLIER] if answer.compared and len(order) == 2 else COLOURS
    same: Spec = {"field": field, "type": "nominal", "sort": order, "legend": legend}
    colour = {"color": {**same, "scale": {"domain": order, "range": colours}}}
    return {**colour, "strokeDash": {**same, "scale": {"domain": order, "range": DASHES}}} if dashes else colour


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
