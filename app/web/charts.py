"""Answers of history as Vega-Lite specifications: lines along the calendar, bars, heat maps of the week, calendars.

They hold their data, need nothing from the network, and say in `description` what they show.
"""

from __future__ import annotations

from app.domain.errors import Invalid
from app.domain.measures import MEASURES
from app.domain.periods import SERIES, Time
from app.usecases.waiting_times import Answer, Row
from app.web.chart_parts import (
    CONFIG,
    SAID,
    SERIES_AT_MOST,
    WIDTH,
    Spec,
    dashes,
    largest,
    series,
    told_apart,
    value_axis,
)
from app.web.heat_maps import calendar, heat_map
from app.web.history_words import Names, monday_of

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
HEIGHT, BAR, POINTS_AT_MOST, DAYS_NAMED = 300, 26, 200, 15


class ChartNotPossible(Invalid):
    """A picture of the kind {chart} needs figures by {needs}."""


def chart(answer: Answer, names: Names, kind: str = "auto") -> Spec:
    """The picture of an answer. Raises ChartNotPossible."""
    time = answer.question.time
    needs = {"heatmap": (Time.WEEKDAY_HOUR,), "calendar": (Time.DAY,), "line": tuple(SERIES - {Time.FISCAL_YEAR})}
    if kind in needs and time not in needs[kind]:
        raise ChartNotPossible(chart=kind, needs=", ".join(sorted(needs[kind])))
    if kind == "calendar":
        body = calendar(answer, names)
    elif time is Time.WEEKDAY_HOUR:
        body = heat_map(answer, names)
    elif time in SERIES and time is not Time.FISCAL_YEAR and kind != "bar":
        body = _lines(answer, names)
    else:
        body = _bars(answer, names)
    return {"$schema": SCHEMA, **_frame(answer, names, kind), **body, "config": CONFIG}


def measures_shown(answer: Answer, *, several: bool) -> list[str]:
    """The measures of a picture: the first, and those of the same unit where there is room for several."""
    first, *others = answer.question.measures
    unit = MEASURES[first].unit
    return [first, *(name for name in others if several and MEASURES[name].unit is unit)]


def _frame(answer: Answer, names: Names, kind: str) -> Spec:
    question = answer.question
    whole = kind == "calendar" or question.time is Time.WEEKDAY_HOUR
    measures = measures_shown(answer, several=_has_room(answer) and not whole)
    lines = [names.period(question.first, question.last)]
    if answer.compared and _is_compared(answer):
        dashed = len(measures) > 1 and question.time in SERIES - {Time.FISCAL_YEAR} and kind != "bar"
        key = "history.compared_dashed" if dashed else "history.compared_with"
        lines.append(names.words.gettext(key, period=names.period(*answer.compared)))
    if answer.left_out:
        lines.append(names.words.gettext("history.left_out"))
    if len(series(answer)) > SERIES_AT_MOST:
        lines.append(names.words.gettext("history.largest_only", count=SERIES_AT_MOST))
    title = names.words.gettext("history.picture_title", what=_title(names, measures), where=names.where(question))
    sentence = names.sentence(answer, measures[0])
    return {"title": {"text": title, "subtitle": lines}, "description": f"{title} {lines[0]} {sentence}"}


def _lines(answer: Answer, names: Names) -> Spec:
    measures = measures_shown(answer, several=_has_room(answer))
    values = [point for row in largest(answer) for point in _points(answer, names, row, measures)]
    time = answer.question.time
    fine = time in (Time.QUARTER_HOUR, Time.HOUR)
    key = "history.axis_month" if time is Time.MONTH else "history.axis_day"
    label = "%H:%M" if fine else names.words.gettext(key)
    axis: Spec = {"title": None, "format": label, "labelOverlap": True, "grid": False}
    days = (answer.question.last - answer.question.first).days
    if time is Time.MONTH or (time is Time.DAY and days < DAYS_NAMED):
        axis["tickCount"] = "month" if time is Time.MONTH else "day"  # or a label comes twice
    return {
        "data": {"values": values},
        "width": WIDTH,
        "height": HEIGHT,
        "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 28} if len(values) <= POINTS_AT_MOST else False},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "axis": axis},
            "y": value_axis(names, measures),
            **_lines_told_apart(values),
            **SAID,
        },
    }


def _lines_told_apart(values: list[Spec]) -> Spec:
    """By colour and dash; of several measures with earlier days, the measures by colour and the days by dash."""
    whats, whens = (list(dict.fromkeys(value[field] for value in values)) for field in ("what", "when"))
    if len(whats) > 1 and len(whens) > 1:
        return {**told_apart(whats, "what", dashed=False), "strokeDash": dashes(whens, "when", with_legend=False)}
    order = list(dict.fromkeys(value["series"] for value in values))
    return told_apart(order, "series", earlier=len(whens) > 1)


def _bars(answer: Answer, names: Names) -> Spec:
    measures = measures_shown(answer, several=_has_room(answer))
    values = [point for row in largest(answer) for point in _points(answer, names, row, measures)]
    order = list(dict.fromkeys(value["series"] for value in values))
    if answer.question.time is None:
        groups = list(dict.fromkeys(value["name"] for value in values))
        colours = list(dict.fromkeys(value["series"] for value in values))
        y = {"field": "name", "type": "nominal", "sort": groups, "axis": {"title": None, "labelLimit": 260}}
        encoding: Spec = {
            "y": y,
            "x": value_axis(names, measures),
            **told_apart(colours, "series", dashed=False, earlier=_is_compared(answer)),
        }
        size: Spec = {"width": WIDTH, "height": {"step": BAR}}
        offset = "yOffset"
        order = colours
    else:
        groups = [names.time(answer.question.time, group) for group in sorted({row.group for row in answer.rows})]
        x = {"field": "label", "type": "ordinal", "sort": groups, "axis": {"title": None, "labelAngle": 0}}
        encoding = {
            "x": x,
            "y": value_axis(names, measures),
            **told_apart(order, "series", dashed=False, earlier=_is_compared(answer)),
        }
        size = {"width": WIDTH, "height": HEIGHT}
        offset = "xOffset"
    if len(order) > 1:
        encoding[offset] = {"field": encoding["color"]["field"], "sort": order}
    return {"data": {"values": values}, **size, "mark": {"type": "bar"}, "encoding": {**encoding, **SAID}}


def _points(answer: Answer, names: Names, row: Row, measures: list[str]) -> list[Spec]:
    """A row as points of a picture: one for each measure, and one for each earlier value.

    `what` tells series apart but for the days, `when` the days, `series` both.
    """
    _, name, time = names.words.gettext, names.row(row), answer.question.time
    at = {"label": names.time(time, row.group), "name": name or names.measure(measures[0])}
    if time in SERIES and time is not Time.FISCAL_YEAR:
        at["at"] = _instant(time, row.group)
    compared = _is_compared(answer)
    points = []
    for measure in measures:
        what = name if name and (len(measures) == 1 or time is None) else names.measure(measure)
        kind = names.measure(measure) if time is None else what
        versions = [(row.values[measure], _("history.now") if compared else "")]
        if compared:
            versions.append((row.before[measure] if row.before else None, _("history.before")))
        for value, when in versions:
            said = _(
                "history.point", place=at["label"], what=f"{what} {when}".strip(), value=names.value(measure, value)
            )
            series = f"{kind} {when}".strip()
            points.append({**at, "what": kind, "when": when, "series": series, "value": value, "said": said})
    return points


def _is_compared(answer: Answer) -> bool:
    """Whether earlier days are drawn: where there are some, and where lines do not become too many."""
    question = answer.question
    crowded = bool(question.splits) and question.time is not None
    return not crowded and any(row.before for row in answer.rows)


def _instant(time: Time | None, group: str) -> str:
    """The beginning of a group by the local clock of whoever draws."""
    match time:
        case Time.WEEK:
            return f"{monday_of(group)}T00:00:00"
        case Time.MONTH:
            return f"{group}-01T00:00:00"
        case Time.DAY:
            return f"{group}T00:00:00"
        case _:
            return f"{group}:00"


def _has_room(answer: Answer) -> bool:
    """Whether several measures can be told apart."""
    return not answer.question.splits or answer.question.time is None


def _title(names: Names, measures: list[str]) -> str:
    if len(measures) > 1 and all(measure.startswith("wait_") for measure in measures):
        return names.words.gettext("history.waits")
    return names.words.gettext("history.and").join(names.measure(measure) for measure in measures[:3])
