"""An answer of history in the forms that clients ask for: JSON, CSV, Parquet, a Vega-Lite specification, SVG, PNG.

Columns of CSV and Parquet, in this order: `time`; `weekday` and `hour` where weeks are laid on top of each other; for
each grouping its id and `…_name` in the reader's language; each measure; with a comparison each measure again with
`_before`; `left_out`, the measures that were left out of a small group.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from app.domain.errors import Refused
from app.domain.periods import Time
from app.domain.questions import Split
from app.domain.times import rfc3339
from app.usecases.waiting_times import Answer, Row
from app.web.charts import chart
from app.web.history_words import Names
from app.web.pictures import as_png, as_svg

BOM = "\ufeff"


class Form(StrEnum):
    """The suffix of each form."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    SPEC = "vl.json"
    SVG = "svg"
    PNG = "png"


MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv",
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.SPEC: "application/vnd.vegalite.v6+json",
    Form.SVG: "image/svg+xml",
    Form.PNG: "image/png",
}
PAGED = (Form.JSON, Form.CSV)


class ParquetNotInstalled(Refused):
    """This server cannot write Parquet; its operator has to install the extra `parquet`."""


def form_of(accept: str) -> Form:
    """The form that an Accept header prefers; JSON when it names none of ours."""
    weighted = []
    for place, part in enumerate(accept.split(",")):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        forms = [form for form, media_type in MEDIA_TYPES.items() if media_type == name]
        weighted += [(-_number(quality), place, form) for form in forms if _number(quality) > 0]
    return min(weighted)[2] if weighted else Form.JSON


def as_json(answer: Answer, names: Names, page: list[Row], more: dict[str, Any]) -> bytes:
    """One page of an answer as JSON; `more` is put beside the rows."""
    question, zone = (
        answer.question,
        names.offices[answer.question.offices[0]].zone if answer.question.offices else None,
    )
    return orjson.dumps(
        {
            "from": question.first.isoformat(),
            "to": question.last.isoformat(),
            "offices": question.offices,
            "by": [*([question.time] if question.time else []), *question.splits],
            "measures": question.measures,
            "compared": {"from": answer.compared[0], "to": answer.compared[1]} if answer.compared else None,
            "as_of": rfc3339(answer.as_of, zone) if answer.as_of and zone else None,
            "left_out": answer.left_out,
            **more,
            "rows": [_object(row, question.time) for row in page],
            "names": _names(page, names),
        }
    )


def as_csv(answer: Answer, names: Names, page: list[Row], *, bom: bool = False) -> bytes:
    """Rows as CSV (RFC 4180), UTF-8, with a header; nothing stands for what is not known."""
    written = io.StringIO()
    writer = csv.writer(written)
    columns = _columns(answer, names)
    writer.writerow([name for name, _, _ in columns])
    writer.writerows([value(row) for _, _, value in columns] for row in page)
    return ((BOM if bom else "") + written.getvalue()).encode()


def as_parquet(answer: Answer, names: Names) -> bytes:
    """All rows as Parquet. Raises ParquetNotInstalled."""
    try:
        import duckdb  # noqa: PLC0415 - an extra, and slow to load
    except ImportError as error:
        raise ParquetNotInstalled from error
    types = ", ".join(f"'{name}': '{kind}'" for name, kind, _ in _columns(answer, names))
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        source.write_bytes(as_csv(answer, names, answer.rows))
        with duckdb.connect() as database:
            database.execute(
                f"COPY (SELECT * FROM read_csv('{source}', header=true, columns={{{types}}}, nullstr=''))"  # noqa: S608
                f" TO '{target}' (FORMAT parquet)"
            )
        return target.read_bytes()


def as_picture(answer: Answer, names: Names, form: Form, kind: str) -> bytes:
    """The picture of an answer, or its specification. Raises ChartNotPossible."""
    spec = chart(answer, names, kind)
    if form is Form.SPEC:
        return orjson.dumps(spec)
    return as_svg(spec).encode() if form is Form.SVG else as_png(spec)


Column = tuple[str, str, Callable[[Row], Any]]
"""Name, type in SQL, and the value of a row."""


def _columns(answer: Answer, names: Names) -> list[Column]:
    question = answer.question
    columns: list[Column] = []
    if question.time:
        columns.append(("time", "VARCHAR", lambda row: row.group))
    if question.time is Time.WEEKDAY_HOUR:
        columns += [("weekday", "INTEGER", lambda row: row.group[0]), ("hour", "INTEGER", lambda row: row.group[2:])]
    for split in question.splits:
        columns += [(split, "VARCHAR", partial(_id, split)), (f"{split}_name", "VARCHAR", partial(_name, names, split))]
    columns += [(name, "DOUBLE", partial(_value, name)) for name in question.measures]
    if answer.compared:
        columns += [(f"{name}_before", "DOUBLE", partial(_before, name)) for name in question.measures]
    return [*columns, ("left_out", "VARCHAR", lambda row: " ".join(sorted(row.left_out)))]


def _id(split: Split, row: Row) -> str:
    return row.names[split]


def _name(names: Names, split: Split, row: Row) -> str:
    return names.split(split, row.names[split])


def _value(measure: str, row: Row) -> float | None:
    return row.values[measure]


def _before(measure: str, row: Row) -> float | None:
    return row.before[measure] if row.before else None


def _object(row: Row, time: Time | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"time": row.group} if time else {}
    if time is Time.WEEKDAY_HOUR:
        shown |= {"weekday": int(row.group[0]), "hour": int(row.group[2:])}
    shown |= {split.value: name for split, name in row.names.items()} | row.values
    if row.before is not None:
        shown["before"] = row.before
    if row.left_out:
        shown["left_out"] = sorted(row.left_out)
    return shown


def _names(page: list[Row], names: Names) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in page:
        for split, value in row.names.items():
            of_split = found.setdefault(split.value, {})
            if value not in of_split:
                of_split[value] = names.split(split, value)
    return found


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
