"""The raw limit of durable commands: the rows that the service wrote, written again by sqlite3 alone.

One commit for each event, as the service's own answer to each command is durable: one UPDATE of the office, the event,
the stored answer, and the ticket and stop (INSERT) or the stop (UPDATE). Same tables, same disk, WAL, synchronous=FULL.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]
Statement = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Written:
    """What the service wrote after a snapshot, by table."""

    events: Rows
    answers: Rows
    tickets: dict[str, dict[str, Any]]
    stops: dict[str, dict[str, Any]]


def snapshot(database: Path, name: str) -> Path:
    """A copy of the database as it is now."""
    copy = database.with_name(name)
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return copy


def commit_seconds(before: Path, after: Path) -> list[float]:
    """Bring `before` to the state of `after`, one commit for each event; the seconds of each."""
    written = _written(before, after)
    return timed(before, lambda connection: _commits(connection, written))


def timed(database: Path, commits_on: Callable[[sqlite3.Connection], Iterable[Iterable[Statement]]]) -> list[float]:
    """Write commits into a database as durably as the service does; the seconds of each."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "wal_autocheckpoint=8000"):
        connection.execute(f"PRAGMA {pragma}")
    commits = [list(commit) for commit in commits_on(connection)]
    seconds = []
    for commit in commits:
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for sql, values in commit:
            connection.execute(sql, values)
        connection.execute("COMMIT")
        seconds.append(time.perf_counter() - began)
    connection.close()
    return seconds


def _commits(connection: sqlite3.Connection, written: Written) -> Iterator[Iterator[Statement]]:
    for event, answer in zip(written.events, written.answers, strict=False):
        yield _commit(event, answer, written)


def _commit(event: dict[str, Any], answer: dict[str, Any], written: Written) -> Iterator[Statement]:
    yield office_moves(event)
    yield insertion("events", event), event
    ticket = event["ticket"]
    stop = written.stops[ticket]
    if event["kind"] == "ticket_taken":
        yield insertion("tickets", written.tickets[ticket]), written.tickets[ticket]
        yield insertion("stops", stop), stop
    else:
        key = ("office_id", "ticket_id", "no", "day")
        assigned = ", ".join(f"{column} = :{column}" for column in stop if column not in key)
        where = "office_id = :office_id AND ticket_id = :ticket_id AND no = :no"
        yield f"UPDATE stops SET {assigned} WHERE {where}", stop
    yield insertion("answers", answer), answer


def office_moves(event: dict[str, Any]) -> Statement:
    """What each event does to the row of its office."""
    return (
        "UPDATE offices SET version = :version, day = :day WHERE id = :office_id",
        {name: event[name] for name in ("version", "day", "office_id")},
    )


def insertion(table: str, row: dict[str, Any]) -> str:
    """The statement that writes a row of named values."""
    columns = [column for column in row if (table, column) != ("events", "ticket")]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{column}' for column in columns)})"


def _written(before: Path, after: Path) -> Written:
    connection = sqlite3.connect(after)
    connection.row_factory = sqlite3.Row
    connection.execute("ATTACH ? AS old", (str(before),))
    since = connection.execute("SELECT max(version) FROM old.events").fetchone()[0]

    def rows(sql: str, *values: object) -> Rows:
        return [dict(row) for row in connection.execute(sql, values)]

    return Written(
        rows(
            "SELECT *, json_extract(data, '$.ticket') AS ticket FROM main.events "
            "WHERE version > ? AND json_extract(data, '$.ticket') IS NOT NULL ORDER BY version",
            since,
        ),
        rows("SELECT * FROM main.answers WHERE key NOT IN (SELECT key FROM old.answers) ORDER BY at"),
        {row["id"]: row for row in rows("SELECT * FROM main.tickets")},
        {row["ticket_id"]: row for row in rows("SELECT * FROM main.stops")},
    )
