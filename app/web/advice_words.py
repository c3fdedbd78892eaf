"""Advice in one sentence: what to do, what gets better, what gets worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.office import Office
from app.web.words import Translator, pick

NOTICED_MINUTES = 1.0
"""A smaller change of a wait is not worth a word."""

WORSE_AT_MOST = 2


def sentence(office: Office, proposal: Mapping[str, Any], words: Translator) -> str:
    """A proposal as a sentence for the floor manager."""
    moves = _why(office, proposal, words) + words.gettext("advice.and").join(steps(office, proposal, words))
    better, worse = _changes(office, proposal, words)
    if not better:
        return words.gettext("advice.only_moves", moves=moves)
    key = "advice.better_and_worse" if worse else "advice.better"
    separator = words.gettext("advice.comma")
    return words.gettext(key, moves=moves, better=separator.join(better), worse=separator.join(worse))


def nothing(words: Translator) -> str:
    """What is said when nothing helps."""
    return words.gettext("advice.nothing_helps")


def steps(office: Office, proposal: Mapping[str, Any], words: Translator) -> list[str]:
    """What to do, one sentence a move."""
    return [_move(office, move, words) for move in proposal["moves"]]


def _why(office: Office, proposal: Mapping[str, Any], words: Translator) -> str:
    """The service that gains most, when it would go beyond its target."""
    known = [each for each in proposal["services"] if each["p90"]["sure"] and each["p90"]["difference"] < 0]
    if not known:
        return ""
    first = min(known, key=lambda each: float(each["p90"]["difference"]))
    service, before = office.service(first["service"]), round(first["p90"]["before"])
    if before <= service.target_minutes:
        return ""
    name = pick(service.name, words.language)
    return words.gettext("advice.why", service=name, before=before, target=service.target_minutes)


def _move(office: Office, move: Mapping[str, Any], words: Translator) -> str:
    def name(service: str | None) -> str:
        return pick(office.service(service).name, words.language) if service else ""

    details = {"counter": move["counter"], "service": name(move["service"]), "left": name(move["left"])}
    if person := move.get("person"):
        minutes = move["in_minutes"]
        return words.gettext(
            f"advice.{move['kind']}", person=_person(office, person, words), minutes=minutes, **details
        )
    if move["delay_minutes"]:
        return words.gettext(f"advice.{move['kind']}_after", minutes=move["delay_minutes"], **details)
    return words.gettext(f"advice.{move['kind']}", **details)


def _person(office: Office, person: str, words: Translator) -> str:
    return next((pick(each.name, words.language) for each in office.support if each.id == person), person)


def _changes(office: Office, proposal: Mapping[str, Any], words: Translator) -> tuple[list[str], list[str]]:
    """Waits that get shorter and longer, most first, as words."""
    known = [
        each
        for each in proposal["services"]
        if each["p90"]["sure"] and abs(each["p90"]["difference"] or 0) >= NOTICED_MINUTES
    ]
    ordered = sorted(known, key=lambda each: float(each["p90"]["difference"]))
    better = [_wait(office, each, words) for each in ordered if each["p90"]["difference"] < 0]
    worse = [_wait(office, each, words) for each in reversed(ordered) if each["p90"]["difference"] > 0]
    return better, worse[:WORSE_AT_MOST]


def _wait(office: Office, change: Mapping[str, Any], words: Translator) -> str:
    name = pick(office.service(change["service"]).name, words.language)
    before, after = (round(change["p90"][when]) for when in ("before", "after"))
    return words.gettext("advice.wait", service=name, before=before, after=after)


def spoken(office: Office, proposals: Sequence[Mapping[str, Any]], words: Translator) -> list[dict[str, Any]]:
    """Proposals, each with its sentence, and with its parts for screens that show the waits as figures."""
    return [
        {
            **proposal,
            "sentence": sentence(office, proposal, words),
            "why": _why(office, proposal, words).strip() or None,
            "steps": steps(office, proposal, words),
        }
        for proposal in proposals
    ]
