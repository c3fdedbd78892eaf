"""Days tried again: the same people and staff under every policy, and figures that say what they say."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson
import pytest
from click.testing import CliRunner

from app.cli_staffing import staffing
from app.demo.ward import demo_offices
from app.domain.skills import skills_of
from app.domain.snapshots import DisplayedDay, Snapshot
from app.domain.times import HOUR, MINUTE
from app.simulation.generator import DayKind, generate_day
from app.staffing.backtest import Tried, comparison, figures, try_out
from app.staffing.moves import Kind
from app.staffing.office_days import trial_of
from app.staffing.policies import ADVISED, AS_IT_WAS, LONGEST, POLICIES, POOLED, to_the_longest
from app.staffing.structures import Kind as StructureKind
from app.staffing.structures import ranked, structures
from app.staffing.trial_days import Setting, displayed, trials_of_displays
from app.staffing.trials import Trial

KUMIN = next(office for office in demo_offices() if office.id == "kumin")


def display(office: str, day: date, busy: int) -> DisplayedDay:
    """A made-up display: three lines over four hours, one of them far busier."""
    snapshots = []
    for queue, each in (("x", busy), ("y", 2), ("z", 2)):
        number = 0
        for minute in range(480, 721, 10):
            snapshots.append(Snapshot(queue, minute, 1, 1, number, None))
            number += each
    return DisplayedDay(office, day, tuple(snapshots), ())


@pytest.fixture(scope="module")
def shown() -> list[Trial]:
    days = [display("hall", date(2020, 1, 7 + n), 4 + n) for n in range(2)]
    return trials_of_displays(days, Setting(abilities=2))


@pytest.fixture(scope="module")
def year_end() -> Trial:
    days = [generate_day(KUMIN, date(2026, 3, 30), DayKind.YEAR_END, seed) for seed in range(3)]
    return trial_of(KUMIN, days[0], days[1:])


def test_people_who_were_called_or_wait_more_must_have_come():
    snapshots = (
        Snapshot("x", 480, 0, 1, 10, None),
        Snapshot("x", 485, 3, 1, 12, None),
        Snapshot("x", 490, 0, 1, 12, None),
        Snapshot("x", 530, 9, 1, 30, None),
        Snapshot("x", 535, 9, 2, None, None),
    )
    found = displayed(DisplayedDay("hall", date(2020, 1, 7), snapshots, ()))
    assert found.came == {"x": [(480, 485, 5)]}, "nobody knows what happened in forty minutes, or without a number"
    assert found.work["x"] == (5 + 5 + 5, 2)


def test_a_display_becomes_a_day_at_the_wanted_load(shown: list[Trial]):
    trial = shown[0]
    work = sum(
        trial.scene.times[service].mean * float((trial.crowd.steps[0, :, 0] == place).sum())
        for place, service in enumerate(trial.scene.services)
    )
    hours = len(trial.scene.servers) * (trial.ends_at - trial.begins_at)
    assert work / hours == pytest.approx(0.85, abs=0.02)
    assert {len(skills) for skills in trial.rules.skills.values()} == {2}


def test_every_policy_meets_the_same_people_and_pooling_is_the_bound(shown: list[Trial]):
    days = [try_out(shown[0])]
    found = {each.policy: each for each in figures(days, 30)}
    assert len({each.people for each in found.values()}) == 1
    assert found["everyone_everything"].mean < found["advised"].mean < found["as_it_was"].mean
    assert found["as_it_was"].moved_an_hour == found["everyone_everything"].helped_an_hour == 0
    against = comparison(days)
    simple, ours, bound = (found[name].mean for name in ("to_the_longest", "advised", "everyone_everything"))
    assert against.lower_by == pytest.approx(1 - ours / simple)
    assert against.gap_closed == pytest.approx((simple - ours) / (simple - bound))
    assert against.lower_by_low <= against.lower_by <= against.lower_by_high


def test_the_simple_rule_sends_somebody_from_the_shortest_to_the_longest_queue(shown: list[Trial]):
    moves = []

    def watched(trial, real, row, now):
        found = to_the_longest(trial, real, row, now)
        if found:
            longest = int(real.lines.length[row].argmax())
            assert found[0].service == trial.scene.services[longest]
            assert found[0].service in trial.rules.skills[found[0].server]
            assert found[0].kind is Kind.MOVE
            moves.append(found[0])
        return found

    try_out(shown[1], (type(LONGEST)("watched", watched, every=5),))
    assert moves


def test_a_recorded_day_keeps_its_breaks_itineraries_and_configured_counters(year_end: Trial):
    stints = {server.id: server.stints for server in year_end.scene.servers}
    assert stints["5"][1].offers == {"certificates": 0, "moving": 15}
    assert all(earlier.from_at < later.from_at for each in stints.values() for earlier, later in pairwise(each))
    assert stints["5"][-1].offers, "the last shift goes on while somebody waits"
    assert (year_end.crowd.steps[0, :, 1] >= 0).any()
    assert year_end.goal.targets["certificates"] == 15
    assert skills_of(KUMIN)["1"] == {"moving", "certificates", "insurance"}


def test_on_the_year_end_everybody_serving_everything_waits_least_and_all_are_served(year_end: Trial):
    tried = try_out(year_end, (AS_IT_WAS, LONGEST, POOLED))
    means = {name: float(np.concatenate(each[0].waits).mean()) for name, each in tried.items()}
    assert means["everyone_everything"] < means["as_it_was"]
    assert {each.name for each in POLICIES} == {"as_it_was", "to_the_longest", "advised", "everyone_everything"}
    assert ADVISED.every >= 10, "people are not moved every minute"


def test_figures_of_waits_that_are_known():
    days = [{"p": [Tried([np.asarray([0.0, 10.0, 50.0])], moved=2, helped=4, hours=8)]} for _ in range(2)]
    (found,) = figures(days, 30)
    assert (found.people, found.mean, found.p90) == (6, 20.0, 50.0)
    assert found.beyond_target == pytest.approx(1 / 3)
    assert (found.moved_an_hour, found.helped_an_hour) == (0.25, 0.5)
    assert found.low == found.high == 20.0


def test_structures_are_ranked_and_an_office_that_lacks_hands_gains_from_them(shown: list[Trial]):
    found = ranked(shown)
    gains = [worth.saved_a_day.value for worth in found]
    assert gains == sorted(gains, reverse=True)
    assert found[0].mean_after < found[0].mean_before
    assert {worth.days for worth in found} == {2}
    assert StructureKind.HOUR in {worth.structure.kind for worth in found}
    assert {each.kind for each in structures(shown[0])} == {StructureKind.POOL, StructureKind.HELP, StructureKind.TRAIN}


def test_the_commands_print_and_write_what_they_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = tmp_path / "found.json"
    arguments = ["structure", "--days", "2", "--top", "3", "--json", str(target)]
    told = CliRunner().invoke(staffing, arguments)
    assert told.exit_code == 0, told.output
    assert "  1. " in told.output
    assert len(orjson.loads(target.read_bytes())) > 3
    monkeypatch.delenv("CI", raising=False)
    missing = CliRunner().invoke(staffing, ["structure", "--office", "nowhere", "--data", str(tmp_path)])
    assert "no recorded days" in missing.output
    empty = CliRunner().invoke(staffing, ["backtest", "--data", str(tmp_path), "--only", "bank"])
    assert "no recorded days" in empty.output
    monkeypatch.setenv("CI", "true")
    on_ci = CliRunner().invoke(staffing, ["structure", "--office", "nowhere", "--data", str(tmp_path)])
    assert "There is no file" in on_ci.output, "what is missing on CI is a failure, not a shorter run"


def test_in_ci_recorded_days_that_are_missing_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CI", "true")
    told = CliRunner().invoke(staffing, ["backtest", "--data", str(tmp_path), "--only", "warsaw"])
    assert told.exit_code != 0
    assert "snapshots.csv.gz" in told.output


def test_an_hour_is_an_hour(year_end: Trial):
    assert 8 * HOUR <= year_end.ends_at - year_end.begins_at <= 10 * HOUR
    assert year_end.rules.walk == 3 * MINUTE
