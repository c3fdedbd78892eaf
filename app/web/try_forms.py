"""The form of a trial of rules: fields by counter and service, and the change that a filled-in form asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.office import Counter, Offer, Office
from app.domain.rule_changes import DELAY_MINUTES, LAST_TICKET_MINUTES, MinutesOutside, Opened, RuleChange
from app.web.words import pick

Fields = Mapping[str, str]

LAST_TICKET = "last_ticket"


def rule_change(office: Office, fields: Fields) -> RuleChange:
    """What a form asks for; a field that was not sent changes nothing. Raises MinutesOutside."""
    offers = {counter.id: _offers(office, counter, fields) for counter in office.counters}
    opened = {counter.id: _opened(counter, fields) for counter in office.counters}
    last = _minutes(fields.get(LAST_TICKET, ""), LAST_TICKET_MINUTES)
    return RuleChange(offers, opened, last)


def form_of(office: Office, fields: Fields, language: str) -> dict[str, Any]:
    """The fields with what stands in them: as sent, else as the office is configured."""
    usual = str(office.hours.last_ticket_minutes_before_closing)
    return {
        "last_ticket": {
            "name": LAST_TICKET,
            "value": fields.get(LAST_TICKET, usual)[:10],
            "limits": LAST_TICKET_MINUTES,
        },
        "delays": DELAY_MINUTES,
        "openings": list(Opened),
        "counters": [_counter(office, counter, fields, language) for counter in office.counters],
    }


def _counter(office: Office, counter: Counter, fields: Fields, language: str) -> dict[str, Any]:
    usual = {offer.service: str(offer.delay_minutes) for offer in counter.services}
    opened = _opened(counter, fields)
    services = [
        {
            "field": (name := _offer_field(counter, service.id)),
            "name": pick(service.name, language),
            "usual": usual.get(service.id, ""),
            "value": fields.get(name, usual.get(service.id, ""))[:10],
        }
        for service in office.services
    ]
    return {
        "id": counter.id,
        "field": _opening_field(counter),
        "opened": opened,
        "changed": opened is not Opened.AS_IT_WAS or any(each["value"] != each["usual"] for each in services),
        "serves": [each["name"] for each in services if each["value"]],
        "services": services,
    }


def _offers(office: Office, counter: Counter, fields: Fields) -> tuple[Offer, ...]:
    usual = {offer.service: str(offer.delay_minutes) for offer in counter.services}
    order = [*usual, *(service.id for service in office.services if service.id not in usual)]
    typed = {service: fields.get(_offer_field(counter, service), usual.get(service, "")) for service in order}
    delays = {service: _minutes(text, DELAY_MINUTES) for service, text in typed.items()}
    return tuple(Offer(service, delay) for service, delay in delays.items() if delay is not None)


def _opened(counter: Counter, fields: Fields) -> Opened:
    found = fields.get(_opening_field(counter), "")
    return Opened(found) if found in set(Opened) else Opened.AS_IT_WAS


def _minutes(text: str, limits: tuple[int, int]) -> int | None:
    """Whole minutes; None when nothing was typed."""
    if not (text := text.strip()):
        return None
    low, high = limits
    try:
        value = int(text)
    except ValueError:
        raise MinutesOutside(value=text[:20], low=low, high=high) from None
    if not low <= value <= high:
        raise MinutesOutside(value=value, low=low, high=high)
    return value


def _offer_field(counter: Counter, service: str) -> str:
    return f"minutes.{counter.id}.{service}"


def _opening_field(counter: Counter) -> str:
    return f"open.{counter.id}"
