"""The step check as JSON and as a picture: a bar for each step, waiting, walking and serving one after the other."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson

from app.domain.questions import Split
from app.usecases.step_check import PARTS, Step, StepCheck
from app.web.chart_parts import CONFIG, INK, WIDTH, Spec
from app.web.charts import SCHEMA
from app.web.history_words import Names
from app.web.pictures import as_svg

PART_COLOURS = ["#d55e00", "#cfcfd4", "#0072b2"]
STEPS_AT_MOST = 24


def as_json(check: StepCheck, names: Names) -> bytes:
    """The check as JSON; a step has each measure by its name."""
    return orjson.dumps(
        {
            "office": check.office,
            "from": check.first.isoformat(),
            "to": check.last.isoformat(),
            "change": check.change.isoformat() if check.change else None,
            "left_out": check.left_out,
            "steps": [_object(step) for step in check.steps],
            "names": {
                split.value: {value: names.split(split, value) for value in sorted(values)}
                for split, values in _values(check).items()
            },
        }
    )


def title_of(step: Step, names: Names) -> str:
    """A step in words: `転入届 1 住民異動`."""
    procedure, service = names.split(Split.PROCEDURE, step.procedure), names.split(Split.SERVICE, step.service)
    return names.words.gettext("history.step_of", procedure=procedure, no=step.no, service=service)


def most_waited(check: StepCheck) -> list[Step]:
    """Steps that fit into a picture: those at which people wait longest in all, in the order of the check."""
    known = [step for step in check.steps if step.values["wait_mean"] is not None]
    weight = {id(step): (step.values["wait_mean"] or 0) * (step.values["served"] or 0) for step in known}
    kept = {id(step) for step in sorted(known, key=lambda step: -weight[id(step)])[:STEPS_AT_MOST]}
    return [step for step in known if id(step) in kept]


def as_picture(check: StepCheck, names: Names) -> str:
    """The check as SVG; with a change, the days before it stand above those after it in each step."""
    return as_svg(specification(check, names))


def specification(check: StepCheck, names: Names) -> Spec:
    """The picture as Vega-Lite."""
    shown = most_waited(check)
    values = [bar for step in shown for bar in _bars(step, names, compared=check.change is not None)]
    parts = [names.words.gettext(f"history.part_{part}") for part in PARTS]
    encoding: Spec = {
        "y": {
            "field": "step",
            "type": "nominal",
            "sort": [title_of(step, names) for step in shown],
            "axis": {"title": None, "labelLimit": 320},
        },
        "x": {
            "field": "minutes",
            "type": "quantitative",
            "axis": {"title": names.words.gettext("history.axis_minutes"), "format": ",~f"},
        },
        "color": {
            "field": "part",
            "type": "nominal",
            "scale": {"domain": parts, "range": PART_COLOURS},
            "legend": {"title": None, "orient": "top"},
        },
        "order": {"field": "order", "type": "quantitative"},
    }
    if check.change:
        encoding["yOffset"] = {"field": "when", "sort": [names.words.gettext("history.before_change"), ""]}
        encoding["opacity"] = {
            "field": "faded",
            "type": "nominal",
            "scale": {"domain": [0, 1], "range": [1, 0.5]},
            "legend": None,
        }
    title = {"text": names.words.gettext("history.step_title"), "subtitle": [names.period(check.first, check.last)]}
    return {
        "$schema": SCHEMA,
        "title": title,
        "description": title["text"],
        "width": WIDTH,
        "height": {"step": 24},
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": encoding,
        "config": {**CONFIG, "axisY": {"labelColor": INK, "labelFontSize": 12}},
    }


def _bars(step: Step, names: Names, *, compared: bool) -> list[Spec]:
    versions = [("", step.values, 0)]
    if compared:
        versions.insert(0, (names.words.gettext("history.before_change"), step.before or {}, 1))
    return [
        {
            "step": title_of(step, names),
            "part": names.words.gettext(f"history.part_{part}"),
            "order": order,
            "minutes": values.get(part),
            "when": when,
            "faded": faded,
        }
        for when, values, faded in versions
        for order, part in enumerate(PARTS)
    ]


def _object(step: Step) -> dict[str, Any]:
    shown: dict[str, Any] = {"procedure": step.procedure, "step": step.no, "service": step.service}
    shown |= {**step.values, "share": step.share, "bottleneck": step.bottleneck}
    if step.before is None:
        return shown
    changes = {
        measure: {name: round(value, 2) for name, value in asdict(change).items()}
        | {"beyond_chance": change.beyond_chance}
        for measure, change in step.changes.items()
    }
    return {**shown, "before": step.before, "changes": changes}


def _values(check: StepCheck) -> dict[Split, set[str]]:
    return {
        Split.PROCEDURE: {step.procedure for step in check.steps},
        Split.SERVICE: {step.service for step in check.steps},
    }
