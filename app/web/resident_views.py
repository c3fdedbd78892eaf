"""What the residents' pages show, worked out from the API's own documents. Pure: documents in, plain values out."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

Document = Mapping[str, Any]

SOON_MINUTES = 5
"""Within this time of the earliest expected call it is soon, …"""

SOON_FEW_MINUTES = 10
SOON_FEW = 3
"""… and within this one when only so few are ahead, whose visits may be short."""

SPECIAL_DAYS_SHOWN = 4
NO_VISIT = ("online", "convenience_store", "mail")
CHANNELS = (*NO_VISIT, "counter")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OVER = ("done", "cancelled", "expired")


class Wish(BaseModel):
    """What somebody has chosen so far on the way to a ticket; ids as they came in, empty when not chosen."""

    service: str = Field("", max_length=80)
    procedure: str = Field("", max_length=80)
    priority: str = Field("", max_length=80)
    need: list[str] = Field(default=[], max_length=10)


def offices_in_order(
    offices: Iterable[Document], service: str | None, procedure: Document | None
) -> list[dict[str, Any]]:
    """The offices as cards. With a service or procedure asked for: only those that have it, the quickest first."""
    asked = service or (procedure["services"][0] if procedure else None)
    if asked is None:
        return [_office_card(office, office, None) for office in offices]
    cards = []
    for office in offices:
        entry = next((entry for entry in office["services"] if entry["id"] == asked), None)
        if entry and (procedure is None or office["id"] in procedure["offices"]):
            cards.append(_office_card(office, entry, entry["open"]))
    cards.sort(key=_quickest_first)
    if cards and cards[0]["open"] and cards[0]["wait"] and len(cards) > 1:
        cards[0]["quickest"] = True
    return cards


def _office_card(office: Document, figures: Document, is_open: bool | None) -> dict[str, Any]:
    opened = office["status"] in ("open", "last_tickets_over")
    return {
        **office,
        "waiting": figures["waiting"],
        "wait": figures["wait"] if opened else None,
        "congestion": figures["congestion"] if opened else None,
        "open": opened if is_open is None else is_open and opened,
        "paused": opened and is_open is False,
        "quickest": False,
    }


def _quickest_first(card: Document) -> tuple[int, int, int, int]:
    if not card["open"]:
        return (2, 0, 0, 0)
    if not card["wait"]:
        return (1, 0, 0, card["waiting"])
    return (0, card["wait"]["high"], card["wait"]["low"], card["waiting"])


def choices(documents: Iterable[Document]) -> tuple[dict[str, Document], dict[str, dict[str, Any]]]:
    """What one may ask for across offices: services that the public queues for, and procedures with their offices."""
    services: dict[str, Document] = {}
    procedures: dict[str, dict[str, Any]] = {}
    for office in documents:
        for service in office["services"]:
            if service["kind"] == "front":
                services.setdefault(service["id"], service)
        for procedure in office["procedures"]:
            known = procedures.setdefault(procedure["id"], {**procedure, "offices": []})
            known["offices"].append(office["id"])
    return services, procedures


def service_rows(office: Document, board: Document, *, at_the_door: bool = False) -> list[dict[str, Any]]:
    """The services one can queue for, each with its figures of now and why no ticket can be taken, if so."""
    figures = {entry["id"]: entry for entry in board["services"]}
    return [
        {
            **service,
            **figures[service["id"]],
            "open": figures[service["id"]]["taking_tickets"],
            "refused": why_no_ticket(service, office, board, at_the_door=at_the_door),
        }
        for service in office["services"]
        if service["kind"] == "front" and service["id"] in figures
    ]


def why_no_ticket(service: Document, office: Document, board: Document, *, at_the_door: bool = False) -> str | None:
    """Why nobody can take a ticket on the phone now, as the last part of a catalogue key; None when one can.

    The limits on tickets from home are not for somebody at the door.
    """
    figures = next((entry for entry in board["services"] if entry["id"] == service["id"]), None)
    if board["status"] in ("closed", "last_tickets_over"):
        return str(board["status"])
    if figures is None or not figures["taking_tickets"]:
        return "before_opening" if board["status"] == "before_opening" else "not_taking"
    if at_the_door:
        return None
    if not (service["from_home"] and office["from_home"]["allowed"]):
        return "only_here"
    if figures["waiting"] >= office["from_home"]["waiting_at_most"]:
        return "too_many"
    return None


def procedures_by_category(procedures: Iterable[Document]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Procedures grouped in the order in which their categories first come."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for procedure in procedures:
        entry = {**procedure, "no_visit": without_a_visit(procedure)}
        groups.setdefault(procedure["category"], []).append(entry)
    return list(groups.items())


def without_a_visit(procedure: Document) -> str | None:
    """The first way to get a procedure done without coming to the office, if there is one."""
    kinds = [channel["kind"] for channel in procedure["channels"]]
    return next((kind for kind in NO_VISIT if kind in kinds), None)


def channels_in_order(procedure: Document) -> list[Document]:
    """The ways to get a procedure done, those without a visit first."""
    return sorted(procedure["channels"], key=lambda channel: CHANNELS.index(channel["kind"]))


def find(items: Iterable[Document], item_id: str | None) -> Document | None:
    """The document with that id, if any."""
    return next((item for item in items if item["id"] == item_id), None)


def usual_hours(weekly: Document) -> list[tuple[str, str, list[Document]]]:
    """Opening hours by runs of equal weekdays: first day, last day, sessions."""
    runs: list[tuple[str, str, list[Document]]] = []
    for day in WEEKDAYS:
        sessions = list(weekly[day])
        if runs and runs[-1][2] == sessions:
            runs[-1] = (runs[-1][0], day, sessions)
        else:
            runs.append((day, day, sessions))
    return runs


def special_days(weekly: Document, today: str) -> list[Document]:
    """The next days with hours of their own."""
    coming = sorted((day for day in weekly["special"] if day["date"] >= today), key=lambda day: str(day["date"]))
    return coming[:SPECIAL_DAYS_SHOWN]


def itinerary(procedure: Document, office: Document) -> list[Document]:
    """The services that one passes in person for a procedure, in order."""
    services = [find(office["services"], service_id) for service_id in procedure["services"]]
    return [service for service in services if service and service["kind"] != "back_office"]


def quicker_office(others: Iterable[Document], service: str, wait: Document | None) -> dict[str, Any] | None:
    """The office where one waits least for a service, when even its longest wait is below the shortest one here."""
    cards = [card for card in offices_in_order(others, service, None) if card["open"] and card["wait"]]
    if wait and cards and cards[0]["wait"]["high"] < wait["low"]:
        return dict(cards[0])
    return None


def take_link(office_id: str, wish: Wish) -> str:
    """The page of questions about help, with everything chosen so far."""
    chosen = wish.model_dump(include=set(Wish.model_fields), exclude_defaults=True)
    return f"/o/{office_id}/take?{urlencode(chosen, doseq=True)}"


def phase_of(ticket: Document, board: Document) -> str:
    """What the ticket's page is about: its state, `soon` when its turn is near, `expired` when its day is over."""
    state = str(ticket["state"])
    if ticket["outcome"] == "not_served" or (state not in OVER and ticket["taken_at"][:10] < board["day"]):
        return "expired"
    if state != "waiting":
        return state
    service = find(board["services"], ticket["service"])
    return "soon" if is_soon(ticket["ahead"], ticket["wait"], bool(service and service["counters_open"])) else state


def is_soon(ahead: int, wait: Document | None, counters_open: bool) -> bool:
    """Whether it is time to be at the counters. Without an estimate: when few are ahead and somebody serves."""
    few = ahead <= SOON_FEW
    if wait is None:
        return few and counters_open
    return bool(wait["low"] <= (SOON_FEW_MINUTES if few else SOON_MINUTES))


def may_be_too_late(wait: Document | None, board: Document) -> bool:
    """Whether even the earliest expected call comes after the counters close."""
    if not wait or not board["closes_at"]:
        return False
    call = datetime.fromisoformat(board["as_of"]) + timedelta(minutes=wait["low"])
    return call >= datetime.fromisoformat(board["closes_at"])


def steps_of(ticket: Document, office: Document) -> list[dict[str, Any]]:
    """The visit as the resident sees it: stops so far and to come, without those that back offices do unseen."""
    wanted = [p for p in (find(office["procedures"], wish) for wish in ticket["procedures"]) if p]
    steps = [_step(stop["service"], _step_state(stop), office, wanted) for stop in ticket["stops"]]
    steps += [_step(service, "next", office, wanted) for service in ticket["planned"]]
    return [step for step in steps if step]


def _step_state(stop: Document) -> str:
    if stop["state"] in ("done", "cancelled"):
        return str(stop["state"])
    return "now"


def _step(service_id: str, state: str, office: Document, wanted: list[Document]) -> dict[str, Any]:
    service = find(office["services"], service_id)
    if service is None or service["kind"] == "back_office":
        return {}
    begun_here = [procedure["name"] for procedure in wanted if procedure["services"][0] == service_id]
    return {"names": begun_here or [service["name"]], "area": service["area"], "state": state}


def bring_list(procedures: Iterable[Document]) -> list[Document]:
    """Everything to bring for these procedures, nothing twice."""
    items: dict[str, Document] = {}
    for procedure in procedures:
        for item in procedure["bring"]:
            items.setdefault(item["ja"], item)
    return list(items.values())


def times_called(ticket: Document, board: Document) -> int:
    """How often the ticket was called for its present stop, as far as the board remembers."""
    call = next((call for call in board["calls"] if call["number"] == ticket["number"]), None)
    return call["times"] if call else 1
