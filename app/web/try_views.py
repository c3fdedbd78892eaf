"""What a trial of rules shows: a sentence, bars and a table, as it was beside what would have been."""

from __future__ import annotations

from typing import Any

from app.domain.office import Office
from app.usecases.boards import Json
from app.web.chart_parts import CONFIG, EARLIER, INK, Spec
from app.web.charts import SCHEMA
from app.web.pictures import as_svg
from app.web.words import Translator, pick

NOTICED_SECONDS = 60
"""A mean wait that differs by less counts as the same."""

COUNTS = ("arrivals", "served", "left")
WAITS = ("mean", "median", "p90")
AFTER = "#0072b2"
BARS_WIDTH = 320
"""Narrow enough to be read whole on a phone: a bar that is cut off would mislead."""


def shown(both: Json, office: Office, words: Translator) -> dict[str, Any]:
    """Everything that the page says about a trial. Draws, so on a worker thread."""
    services = _services(both, office, words)
    return {
        "sentence": _sentence(both, services, words),
        "picture": as_svg(specification(services, words)),
        "columns": (*WAITS, *COUNTS),
        "rows": [{"name": words.gettext("trial.all"), "both": _pair(both, words)}]
        + [{"name": name, "both": _pair(each, words)} for name, each in services],
        "beside": [
            words.gettext(f"trial.{name}", **{when: both[when][name] for when in ("before", "after")})
            for name in ("turned_away", "staff_hours")
        ],
    }


def specification(services: list[tuple[str, Json]], words: Translator) -> Spec:
    """Mean waits as Vega-Lite, two bars a service."""
    before, after = words.gettext("trial.before"), words.gettext("trial.after")
    values = [
        {"service": name, "when": when, "minutes": _mean(each[key]) / 60}
        for name, each in services
        for key, when in (("before", before), ("after", after))
    ]
    title = words.gettext("trial.picture")
    names = [name for name, _ in services]
    colours = {"domain": [before, after], "range": [EARLIER, AFTER]}
    return {
        "$schema": SCHEMA,
        "title": {"text": title},
        "description": title,
        "width": BARS_WIDTH,
        "height": {"step": 16},
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "y": {"field": "service", "type": "nominal", "sort": names, "axis": {"title": None, "labelLimit": 320}},
            "yOffset": {"field": "when", "sort": [before, after]},
            "x": {"field": "minutes", "type": "quantitative", "axis": {"title": None, "format": ",~f"}},
            "color": {"field": "when", "type": "nominal", "scale": colours, "legend": {"title": None, "orient": "top"}},
        },
        "config": {**CONFIG, "axisY": {"labelColor": INK, "labelFontSize": 12}},
    }


def _services(both: Json, office: Office, words: Translator) -> list[tuple[str, Json]]:
    """The services that anybody came for, in the office's order."""
    was, now = ({group["service"]: group for group in both[when]["services"]} for when in ("before", "after"))
    return [
        (pick(service.name, words.language), {"before": was[service.id], "after": now[service.id]})
        for service in office.services
        if was[service.id]["arrivals"] or now[service.id]["arrivals"]
    ]


def _sentence(both: Json, services: list[tuple[str, Json]], words: Translator) -> str:
    """Which services get shorter waits and which longer ones."""
    changes = [
        (name, each) for name, each in services if each["before"]["wait_seconds"] and each["after"]["wait_seconds"]
    ]
    changes.insert(0, (words.gettext("trial.everybody"), both))
    differences = [(name, each, _mean(each["after"]) - _mean(each["before"])) for name, each in changes]
    better = [_from_to(name, each, words) for name, each, more in differences if more <= -NOTICED_SECONDS]
    worse = [_from_to(name, each, words) for name, each, more in differences if more >= NOTICED_SECONDS]
    joined = {
        name: words.gettext("trial.and").join(found) for name, found in (("better", better), ("worse", worse)) if found
    }
    key = "both" if len(joined) > 1 else next(iter(joined), "same")
    return words.gettext(f"trial.{key}", **joined)


def _from_to(name: str, each: Json, words: Translator) -> str:
    minutes = {when: f"{_mean(each[when]) / 60:.1f}" for when in ("before", "after")}
    return words.gettext("trial.from_to", name=name, **minutes)


def _pair(each: Json, words: Translator) -> list[dict[str, Any]]:
    return [{"rule": words.gettext(f"trial.{when}"), "values": _values(each[when])} for when in ("before", "after")]


def _values(group: Json) -> list[str]:
    waits = group["wait_seconds"] or {}
    counts = [f"{group[name]:,}" for name in COUNTS]
    return [f"{waits[name] / 60:.1f}" if name in waits else "–" for name in WAITS] + counts


def _mean(group: Json) -> float:
    return float((group["wait_seconds"] or {}).get("mean", 0.0))
