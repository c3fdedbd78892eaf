"""History follows from the stops, whatever happens to the job that makes it. On SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Lock
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, update

from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.rollups import Cube, Level
from app.domain.sketches import decode
from app.domain.times import MINUTE, local
from app.storage import rollups as history
from app.storage import tables
from app.storage.history import Wanted, merged, quantiles, quarter_hours
from app.storage.reads import visits
from app.storage.rollup_tables import rollup_cursors, rollups
from app.storage.rollups import NOTHING, catch_up, cursors, differences, rebuild
from app.storage.writer import Writer
from app.usecases import counters, floors, tickets
from app.usecases.offices import apply_office
from tests.offices import TOKYO, at, small_office
from tests.past import AROUND_NEW_YEAR, play_past

TURN = Lock()


def stored(engine: Engine, cube: Cube, level: Level) -> list[dict[str, Any]]:
    query = select(rollups).where(rollups.c.cube == cube.value, rollups.c.level == level.value)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def everything(engine: Engine) -> set[tuple[Any, ...]]:
    with engine.connect() as connection:
        return {tuple(row) for row in connection.execute(select(rollups))}


def found_wrong(engine: Engine, office_id: str = "kumin") -> list[str]:
    with engine.connect() as connection:
        return differences(connection, office_id)


def count_again(engine: Engine) -> dict[tuple[str, str, int], dict[str, int]]:
    """Arrivals, served and waits by day, service and quarter hour, counted from the stops without any of our code."""
    found: dict[tuple[str, str, int], dict[str, int]] = defaultdict(lambda: {"arrivals": 0, "served": 0, "wait_ms": 0})
    with engine.connect() as connection:
        for stop in visits(connection, "kumin"):
            began = local(stop["waiting_since"], TOKYO)
            figures = found[stop["day"], stop["service"], began.hour * 4 + began.minute // 15]
            figures["arrivals"] += 1
            if stop["started_at"]:
                figures["served"] += 1
                figures["wait_ms"] += stop["called_at"] - stop["waiting_since"]
    return dict(found)


def test_quarter_hours_are_what_counting_the_stops_gives(past_engine: Engine) -> None:
    wanted = count_again(past_engine)
    rows = {
        (row["period"], row["service"], row["slot"]): {name: row[name] for name in ("arrivals", "served", "wait_ms")}
        for row in stored(past_engine, Cube.SERVICE, Level.QUARTER)
        if row["arrivals"]
    }
    assert len(rows) > 100
    assert rows == wanted


@pytest.mark.parametrize("cube", list(Cube))
def test_coarser_cells_are_the_sums_of_finer_ones(cube: Cube, past_engine: Engine) -> None:
    days = stored(past_engine, cube, Level.DAY)
    months = stored(past_engine, cube, Level.MONTH)
    before_may = [row for row in days if row["period"] < "2026-05"]
    years = stored(past_engine, cube, Level.YEAR)
    before_april = [row for row in days if row["period"] < "2026-04"]
    for fine, coarse in ((before_may, months), (before_april, years)):
        for column in ("arrivals", "served", "wait_ms", "staff_ms", "visit_ms", "promise_held"):
            assert sum(row[column] for row in coarse) == sum(row[column] for row in fine)
        for sketch in ("waits", "serves"):
            assert decode("".join(row[sketch] for row in coarse)) == decode("".join(row[sketch] for row in fine))
    assert {row["period"] for row in months} == {"2025-03", "2026-03", "2026-04"}
    assert {row["period"] for row in years} == {"2024", "2025"}


def test_hours_of_the_week_hold_what_the_days_hold(past_engine: Engine) -> None:
    hours = stored(past_engine, Cube.OFFICE, Level.YEAR_HOURS)
    quarters = [row for row in stored(past_engine, Cube.OFFICE, Level.QUARTER) if row["period"] < "2026-04"]
    assert {row["slot"] // 24 for row in hours} == {date.fromisoformat(row["period"]).weekday() for row in quarters}
    for column in ("arrivals", "queue_ms", "open_ms", "staff_ms"):
        assert sum(row[column] for row in hours) == sum(row[column] for row in quarters) > 0


def test_queues_and_staff_of_quarter_hours_add_up_to_the_day(past_engine: Engine) -> None:
    for cube in (Cube.OFFICE, Cube.SERVICE):
        quarters, days = stored(past_engine, cube, Level.QUARTER), stored(past_engine, cube, Level.DAY)
        for column in ("queue_ms", "open_ms", "staff_ms"):
            assert sum(row[column] for row in quarters) == sum(row[column] for row in days) > 0
        assert max(row["open_ms"] for row in quarters) <= 15 * MINUTE


def test_every_row_equals_a_full_recount(engine: Engine) -> None:
    play_past(engine, AROUND_NEW_YEAR[1:3])
    catch_up(engine, TURN, "kumin")
    assert found_wrong(engine) == []
    with engine.begin() as connection:
        connection.execute(update(rollups).where(rollups.c.level == "month").values(served=rollups.c.served + 1))
        connection.execute(delete(rollups).where(rollups.c.level == "day", rollups.c.cube == "channel"))
    assert any("month" in each and each.startswith("rollups have") for each in found_wrong(engine))
    assert any("channel" in each and each.startswith("rollups lack") for each in found_wrong(engine))
    rebuild(engine, TURN, "kumin")
    assert found_wrong(engine) == []


def test_a_day_in_progress_is_taken_in_again_and_again(engine: Engine) -> None:
    now = at("09:00")
    writer = Writer(engine, lambda: now)
    writer.run("kumin", partial(apply_office, office=small_office(), actor="test"))
    for n in range(30):
        now = at("09:00") + n * 7 * MINUTE
        request = Request(f"t{n}", Channel.KIOSK, "moving", promise=(0, 10))
        writer.run("kumin", lambda tx, at, r=request: tickets.take_ticket(tx, at, "kumin", r, "kiosk:1"))
        if n == 3:
            writer.run("kumin", lambda tx, at: counters.open_counter(tx, at, "kumin", "1", "staff:mori"))
        if n > 3:
            for verb in (counters.call_next, counters.start, counters.finish):
                arguments = () if verb is counters.call_next else (None,)
                writer.run("kumin", lambda tx, at, v=verb, a=arguments: v(tx, at, "kumin", "1", "staff:mori", *a))
        catch_up(engine, TURN, "kumin")
        assert found_wrong(engine) == []
    writer.run("kumin", lambda tx, at: floors.close_day(tx, at, "kumin", "test"))
    catch_up(engine, TURN, "kumin")
    writer.close()
    assert found_wrong(engine) == []
    [day] = stored(engine, Cube.OFFICE, Level.DAY)
    assert (day["arrivals"], day["visits"], day["served"], day["not_served"]) == (30, 30, 26, 4)
    assert (day["promised"], day["promise_held"], day["promise_late"]) == (26, 0, 26)


def test_whoever_is_overtaken_writes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    play_past(engine, AROUND_NEW_YEAR[1:3])
    real = history._days_after

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.setattr(history, "_days_after", real)
        found = real(*arguments)
        catch_up(engine, TURN, "kumin")
        return found

    monkeypatch.setattr(history, "_days_after", overtaken)
    assert history._take_in_days(engine, TURN, "kumin") is False
    assert found_wrong(engine) == []


def test_a_fault_leaves_the_history_as_it_was(past_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with past_engine.begin() as connection:
        connection.execute(delete(rollups))
        connection.execute(delete(rollup_cursors))

    def fails(*_arguments: Any) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr(history, "insert_rows", fails)
    with pytest.raises(RuntimeError):
        catch_up(past_engine, TURN, "kumin")
    assert everything(past_engine) == set()
    with past_engine.connect() as connection:
        assert cursors(connection, ["kumin"]).get("kumin", NOTHING) == NOTHING
    monkeypatch.undo()
    catch_up(past_engine, TURN, "kumin")
    assert found_wrong(past_engine) == []


def test_the_target_is_that_of_the_day(sqlite_engine: Engine) -> None:
    office = small_office()
    strict = replace(office, services=tuple(replace(each, target_minutes=1) for each in office.services))
    play_past(sqlite_engine, [date(2026, 6, 1)], office)
    catch_up(sqlite_engine, TURN, "kumin")
    first = stored(sqlite_engine, Cube.OFFICE, Level.DAY)
    writer = Writer(sqlite_engine, lambda: at("2026-06-02 08:00"))
    writer.run("kumin", lambda tx, now: floors.turn_day(tx, now, "kumin"))
    writer.run("kumin", partial(apply_office, office=strict, actor="test"))
    writer.close()
    rebuild(sqlite_engine, TURN, "kumin")
    assert [row for row in stored(sqlite_engine, Cube.OFFICE, Level.DAY) if row["period"] == "2026-06-01"] == first
    assert first[0]["within_target"] > 0


def test_back_office_steps_are_not_part_of_the_line(sqlite_engine: Engine) -> None:
    from app.domain.office import ServiceKind

    office = small_office()
    services = tuple(
        replace(each, kind=ServiceKind.BACK_OFFICE) if each.id == "payment" else each for each in office.services
    )
    play_past(sqlite_engine, [date(2026, 6, 1)], replace(office, services=services))
    catch_up(sqlite_engine, TURN, "kumin")
    by_service = {row["service"]: row["arrivals"] for row in stored(sqlite_engine, Cube.SERVICE, Level.DAY)}
    [whole] = stored(sqlite_engine, Cube.OFFICE, Level.DAY)
    assert by_service["payment"] > 0
    assert whole["arrivals"] == sum(by_service.values()) - by_service["payment"]


def test_merged_quantiles_are_those_of_all_waits(past_engine: Engine) -> None:
    from app.domain.periods import pieces

    with past_engine.connect() as connection:
        sealed = cursors(connection, ["kumin"])["kumin"].sealed
        found = pieces(date(2025, 1, 1), date(2026, 12, 31), None, sealed)
        wanted = Wanted(("kumin",), Cube.OFFICE, tuple(found), (), ("served",), ("waits",), periods=False)
        cells = list(merged(connection, wanted))
        waits = sorted(
            (stop["called_at"] - stop["waiting_since"]) / 1000
            for stop in visits(connection, "kumin")
            if stop["started_at"]
        )
    [(p50, p90)] = quantiles(["".join(cell.sketches[0] for cell in cells)], (0.5, 0.9))
    assert sum(cell.sums[0] for cell in cells) == len(waits)
    assert p50 == pytest.approx(waits[(len(waits) - 1) // 2], rel=0.02)
    assert p90 == pytest.approx(waits[int(0.9 * (len(waits) - 1))], rel=0.02)
    assert quantiles(["", "0000"[:0]], (0.5,)) == [(None,), (None,)]


def test_the_series_of_quarter_hours_can_be_read(past_engine: Engine) -> None:
    with past_engine.connect() as connection:
        both = list(quarter_hours(connection, "kumin", date(2026, 3, 30), date(2026, 4, 1)))
        moving = list(quarter_hours(connection, "kumin", date(2026, 3, 30), date(2026, 4, 1), "moving"))
    assert both == sorted(both, key=lambda each: (each.day, each.slot, each.service))
    assert {each.service for each in moving} == {"moving"}
    assert [each for each in both if each.service == "moving"] == moving


def test_the_cursor_says_how_far_history_has_come(past_engine: Engine) -> None:
    with past_engine.connect() as connection:
        version = connection.execute(select(tables.offices.c.version)).scalar_one()
        row = connection.execute(select(rollup_cursors)).one()
    assert (row.version, row.day, row.sealed) == (version, "2026-05-07", "2026-04")
