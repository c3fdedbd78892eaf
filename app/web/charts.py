"""Answers of history as Vega-Lite specifications: lines along the calendar, bars, heat maps of the week, calendars.

They hold their data, need nothing from the network, and say in `description` what they show.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from app.domain.errors import Invalid
from app.domain.measures import MEASURES
from app.domain.periods import SERIES, Time
from app.usecases.waiting_times import Answer, Row
from app.web.chart_parts import CONFIG, INK, Spec, heat, short, told_apart, value_axis
from app.web.history_words import Names, monday_of, weekday

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
SERIES_AT_MOST = 8
WIDTH, HEIGHT, BAR, CELL = 720, 300, 26, 40


class ChartNotPossible(Invalid):
    """A picture of the kind {chart} needs figures by {needs}."""


def chart(answer: Answer, names: Names, kind: str = "auto") -> Spec:
    """The picture of an answer. Raises ChartNotPossible."""
    time = answer.question.time
    needs = {"heatmap": (Time.WEEKDAY_HOUR,), "calendar": (Time.DAY,), "line": tuple(SERIES - {Time.FISCAL_YEAR})}
    if kind in needs and time not in needs[kind]:
        raise ChartNotPossible(chart=kind, needs=", ".join(sorted(needs[kind])))
    if kind == "calendar":
        body = _calendar(answer, names)
    elif time is Time.WEEKDAY_HOUR:
        body = _heat_map(answer, names)
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
    if answer.compared:
        lines.append(names.words.gettext("history.compared_with", period=names.period(*answer.compared)))
    if answer.left_out:
        lines.append(names.words.gettext("history.left_out"))
    if len(_series(answer)) > SERIES_AT_MOST:
        lines.append(names.words.gettext("history.largest_only", count=SERIES_AT_MOST))
    title = names.words.gettext("history.picture_title", what=_title(names, measures), where=names.where(question))
    sentence = names.sentence(answer, measures[0])
    return {"title": {"text": title, "subtitle": lines}, "description": f"{title} {lines[0]} {sentence}"}


def _lines(answer: Answer, names: Names) -> Spec:
    measures = measures_shown(answer, several=_has_room(answer))
    values = [point for row in _largest(answer) for point in _points(answer, names, row, measures)]
    time = answer.question.time
    fine = time in (Time.QUARTER_HOUR, Time.HOUR)
    label = "%H:%M" if fine else "%Y/%-m" if time is Time.MONTH else "%-m/%-d"
    axis = {"title": None, "format": label, "labelOverlap": True, "grid": False}
    order = list(dict.fromkeys(value["series"] for value in values))
    return {
        "data": {"values": values},
        "width": WIDTH,
        "height": HEIGHT,
        "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 28} if len(values) <= 120 else False},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "axis": axis},
            "y": value_axis(names, measures),
            **told_apart(order, answer),
        },
    }


def _bars(answer: Answer, names: Names) -> Spec:
    measures = measures_shown(answer, several=_has_room(answer))
    values = [point for row in _largest(answer) for point in _points(answer, names, row, measures)]
    order = list(dict.fromkeys(value["series"] for value in values))
    if answer.question.time is None:
        groups = list(dict.fromkeys(value["name"] for value in values))
        colours = list(dict.fromkeys(value["kind"] for value in values))
        y = {"field": "name", "type": "nominal", "sort": groups, "axis": {"title": None, "labelLimit": 260}}
        encoding: Spec = {"y": y, "x": value_axis(names, measures), **told_apart(colours, answer, "kind", dashes=False)}
        size: Spec = {"width": WIDTH, "height": {"step": BAR}}
        offset = "yOffset"
        order = colours
    else:
        groups = [names.time(answer.question.time, group) for group in sorted({row.group for row in answer.rows})]
        x = {"field": "label", "type": "ordinal", "sort": groups, "axis": {"title": None, "labelAngle": 0}}
        encoding = {"x": x, "y": value_axis(names, measures), **told_apart(order, answer, dashes=False)}
        size = {"width": WIDTH, "height": HEIGHT}
        offset = "xOffset"
    if len(order) > 1:
        encoding[offset] = {"field": encoding["color"]["field"], "sort": order}
    return {"data": {"values": values}, **size, "mark": {"type": "bar"}, "encoding": encoding}


def _heat_map(answer: Answer, names: Names) -> Spec:
    measure = answer.question.measures[0]
    language = names.words.language
    values = []
    for row in _largest(answer):
        day, _, hour = row.group.partition("-")
        cell: Spec = {"weekday": weekday(int(day), language), "hour": int(hour), "value": row.values[measure]}
        values.append({**cell, "shown": short(measure, row.values[measure]), "name": names.row(row)})
    days = sorted({row.group[0] for row in answer.rows})
    hours = sorted({int(row.group[2:]) for row in answer.rows})
    known = [value for row in answer.rows if (value := row.values[measure]) is not None]
    dark = min(known, default=0.0) * 0.55 + max(known, default=0.0) * 0.45
    text = {"condition": {"test": f"datum.value > {dark}", "value": "#ffffff"}, "value": INK}
    place = {
        "x": {
            "field": "hour",
            "type": "ordinal",
            "sort": hours,
            "axis": {"title": names.words.gettext("history.axis_hour"), "labelAngle": 0},
        },
        "y": {
            "field": "weekday",
            "type": "ordinal",
            "sort": [weekday(int(day), language) for day in days],
            "axis": {"title": None},
        },
    }
    layers = [
        {"mark": {"type": "rect", "stroke": "#ffffff"}, "encoding": {"color": heat(names, measure)}},
        {"mark": {"type": "text", "fontSize": 12}, "encoding": {"text": {"field": "shown"}, "color": text}},
    ]
    unit = {"width": {"step": CELL + 6}, "height": {"step": CELL}, "encoding": place, "layer": layers}
    return _by_series(answer, values, unit)


def _calendar(answer: Answer, names: Names) -> Spec:
    """Weeks from left to right, weekdays from top to bottom, a row of pictures for each fiscal year's months."""
    measure, language = answer.question.measures[0], names.words.language
    values = []
    for row in _largest(answer):
        day = date.fromisoformat(row.group)
        monday = date.fromisocalendar(day.isocalendar().year, day.isocalendar().week, 1)
        place = {"week": f"{monday.isoformat()}T00:00:00", "weekday": weekday(day.isoweekday(), language)}
        values.append(
            {**place, "value": row.values[measure], "name": names.row(row), "day": names.time(Time.DAY, row.group)}
        )
    weeks = len({value["week"] for value in values})
    x = {
        "field": "week",
        "type": "ordinal",
        "timeUnit": "yearmonthdate",
        "axis": {"title": None, "format": "%-m/%-d", "labelOverlap": True, "labelAngle": 0, "tickBand": "extent"},
    }
    y = {
        "field": "weekday",
        "type": "ordinal",
        "sort": [weekday(n, language) for n in range(1, 8)],
        "axis": {"title": None},
    }
    unit = {
        "width": {"step": max(12, min(CELL, WIDTH // max(weeks, 1)))},
        "height": {"step": 22},
        "mark": {"type": "rect", "stroke": "#ffffff", "cornerRadius": 2},
        "encoding": {"x": x, "y": y, "color": heat(names, measure)},
    }
    return _by_series(answer, values, unit)


def _by_series(answer: Answer, values: list[Spec], unit: Spec) -> Spec:
    """One picture, or one for each series below the other."""
    if not answer.question.splits:
        return {"data": {"values": values}, **unit}
    order = list(dict.fromkeys(value["name"] for value in values))
    header = {"title": None, "labelFontSize": 14, "labelAnchor": "start", "labelFontWeight": "bold"}
    facet = {"field": "name", "type": "nominal", "sort": order, "header": header}
    return {"data": {"values": values}, "facet": facet, "columns": 1, "spec": unit}


def _points(answer: Answer, names: Names, row: Row, measures: list[str]) -> list[Spec]:
    """A row as points of a picture: one for each measure, and one for each earlier value."""
    name, time = names.row(row), answer.question.time
    at = {"label": names.time(time, row.group), "name": name or names.measure(measures[0])}
    if time in SERIES and time is not Time.FISCAL_YEAR:
        at["at"] = _instant(time, row.group)
    now, then = names.words.gettext("history.now"), names.words.gettext("history.before")
    points = []
    for measure in measures:
        versions = [(row.values[measure], now if answer.compared else "")]
        if answer.compared:
            versions.append((row.before[measure] if row.before else None, then))
        for value, version in versions:
            parts = [
                part
                for part in (name, names.measure(measure) if len(measures) > 1 or not name else "", version)
                if part
            ]
            kind = " ".join(part for part in (names.measure(measure), version) if part)
            points.append({**at, "series": " ".join(parts), "kind": kind, "value": value})
    return points


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


def _series(answer: Answer) -> list[tuple[str, ...]]:
    """What rows are about, beside time, the most people first."""
    people: Counter[tuple[str, ...]] = Counter()
    for row in answer.rows:
        people[tuple(row.names.values())] += row.people
    return [name for name, _ in people.most_common()]


def _largest(answer: Answer) -> list[Row]:
    """The rows that have room in a picture."""
    if answer.question.time is None:
        return answer.rows[:40]
    kept = set(_series(answer)[:SERIES_AT_MOST])
    return [row for row in answer.rows if tuple(row.names.values()) in kept]


def _has_room(answer: Answer) -> bool:
    """Whether several measures can be told apart."""
    return not answer.question.splits or answer.question.time is None


def _title(names: Names, measures: list[str]) -> str:
    return names.words.gettext("history.and").join(names.measure(measure) for measure in measures[:3])
