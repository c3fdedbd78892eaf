"""The tables of history: cells (see `app/domain/rollups.py`), and how far each office's history has been taken in.

Every row of `rollups` follows from the office's events, see `rollups.py`. `period` is the date of a day, `2026-11` of a
month, `2026` of the fiscal year that begins in April; `slot` is the quarter hour of the day counted from 0, the hour of
the week counted from Monday 0:00, or -1.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Table, Text

from app.domain.rollups import COLUMNS
from app.storage.metadata import metadata

KEYS = ("office_id", "cube", "level", "period", "slot", "service", "item", "step")
SKETCHES = ("waits", "serves")

rollups = Table(
    "rollups",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("cube", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("service", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("step", Integer, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in COLUMNS),
    *(Column(name, Text, nullable=False) for name in SKETCHES),
    PrimaryKeyConstraint(*KEYS),
    sqlite_with_rowid=False,
)

rollup_cursors = Table(
    "rollup_cursors",
    metadata,
    Column("office_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("day", Text, nullable=False),
    Column("sealed", Text, nullable=False),
    PrimaryKeyConstraint("office_id"),
    sqlite_with_rowid=False,
)
"""`version` is the last event taken in and `as_of` its time (ms), `day` the last business day with cells, `sealed` the
last month whose cells, and those of the fiscal year that ends with it, have been added up."""
