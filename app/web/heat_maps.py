"""Heat maps of history: hours of the week, and days of the calendar. Dark is much."""

from __future__ import annotations

from datetime import date

from app.usecases.waiting_times import Answer, Row
from app.web.chart_parts import INK, SAID, WIDTH, Spec, heat, largest, short
from app.web.history_words import Names, weekday

CELL = 40


def heat_map(answer: Answer, names: Names) -> Spec:
    """Hours from left to right, weekdays from top to bottom."""
    measure = answer.question.measures[0]
    language = names.words.language
    values = []
    for row in largest(answer):
        day, _, hour = row.group.partition("-")
        cell: Spec = {"weekday": weekday(int(day), language), "hour": int(hour), "value": row.values[measure]}
        values.append(
            {
                **cell,
                "shown": short(measure, row.values[measure]),
                "name": names.row(row),
                "said": _said(names, row, answer),
            }
        )
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
        {"mark": {"type": "rect", "stroke": "#ffffff"}, "encoding": {"color": heat(names, measure), **SAID}},
        {"mark": {"type": "text", "fontSize": 12}, "encoding": {"text": {"field": "shown"}, "color": text, **SAID}},
    ]
    unit = {"width": {"step": CELL + 6}, "height": {"step": CELL}, "encoding": place, "layer": layers}
    return _by_series(answer, values, unit)


def calendar(answer: Answer, names: Names) -> Spec:
    """Weeks from left to right, weekdays from top to bottom."""
    measure, language = answer.question.measures[0], names.words.language
    values = []
    for row in largest(answer):
        day = date.fromisoformat(row.group)
        monday = date.fromisocalendar(day.isocalendar().year, day.isocalendar().week, 1)
        place = {"week": f"{monday.isoformat()}T00:00:00", "weekday": weekday(day.isoweekday(), language)}
        values.append(
            {**place, "value": row.values[measure], "name": names.row(row), "said": _said(names, row, answer)}
        )
    weeks = len({value["week"] for value in values})
    x = {
        "field": "week",
        "type": "ordinal",
        "timeUnit": "yearmonthdate",
        "axis": {
            "title": None,
            "format": names.words.gettext("history.axis_day"),
            "labelOverlap": True,
            "labelAngle": 0,
            "tickBand": "extent",
        },
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
        "encoding": {"x": x, "y": y, "color": heat(names, measure), **SAID},
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


def _said(names: Names, row: Row, answer: Answer) -> str:
    measure, time = answer.question.measures[0], answer.question.time
    value = names.value(measure, row.values[measure])
    return names.words.gettext("history.point", place=names.time(time, row.group), what=names.row(row), value=value)
