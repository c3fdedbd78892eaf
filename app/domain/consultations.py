"""Video consultations: one reservation at each side. The second one mirrors the first, which people act on."""

from __future__ import annotations

from dataclasses import replace

from app.domain.booking import Identity, Wish, new_reservation
from app.domain.booking_errors import AnotherConsultation
from app.domain.calendar import IsPublicHoliday
from app.domain.day import OfficeDay
from app.domain.office import Office
from app.domain.reservation_events import ReservationCheckedIn, ReservationEvent
from app.domain.reservations import Reservation, as_values, reservation_from
from app.domain.slots import STAFF_CHANNEL, Asking, Slot, places_at
from app.domain.visits import Visit


def room_of(here: Office, visit: Visit, there: Office | None, secret: str) -> str | None:
    """The address of the video room of one consultation; `secret` is the part that nobody guesses."""
    names = [(here, name) for name in visit.resources]
    if there is not None and visit.specialist is not None:
        names.append((there, visit.specialist.resource))
    links = [office.resource(name).link for office, name in names]
    return next((link.replace("{room}", secret) for link in links if link), None)


def specialist_visit(visit: Visit) -> Visit | None:
    """What the visit takes at the specialist's office; None when there is no specialist."""
    if visit.specialist is None:
        return None
    return Visit((), resources=(visit.specialist.resource,), total_minutes=visit.total_minutes)


def common(here: list[Slot], there: list[Slot]) -> list[Slot]:
    """The times that are free at both sides."""
    left = {slot.starts_at: slot.left for slot in there}
    return [
        Slot(slot.starts_at, slot.ends_at, min(slot.left, left[slot.starts_at]))
        for slot in here
        if slot.starts_at in left
    ]


def twin_made(
    day: OfficeDay,
    event: ReservationEvent,
    visit: Visit,
    identity: Identity,
    now: int,
    is_public_holiday: IsPublicHoliday,
    instead_of: Reservation | None = None,
) -> ReservationEvent:
    """The other side of a reservation that is being held or made. Raises when its time is not free there.

    `instead_of` is the other side of the time that the same person gives back with this one.
    """
    first = reservation_from(event.reservation)
    wish = Wish(first.starts_at, people=first.people)
    twin = new_reservation(day, visit, wish, replace(identity, room=first.room), now, is_public_holiday, instead_of)
    return mirrored(event, twin)


def twin_moved(
    day: OfficeDay,
    event: ReservationEvent,
    visit: Visit,
    twin: Reservation,
    now: int,
    is_public_holiday: IsPublicHoliday,
) -> ReservationEvent:
    """The other side of a reservation that is being moved. Raises when the new time is not free there."""
    first = reservation_from(event.reservation)
    asking = Asking(public=first.channel != STAFF_CHANNEL, ignoring=twin)
    taken = places_at(day.office, day.book, visit, first.starts_at, now, is_public_holiday, asking)
    return mirrored(event, replace(twin, starts_at=first.starts_at, ends_at=first.ends_at, taken=taken))


def check_same_specialist(office: Office, reservation: Reservation, visit: Visit) -> None:
    """Raise AnotherConsultation when a visit needs another specialist than was booked, or one where none was."""
    booked = reservation.partner.partition("/")[0] if reservation.partner else None
    wanted = visit.specialist
    same = booked == (wanted and wanted.office)
    if same and wanted is not None:
        same = wanted in [office.procedure(name).specialist for name in reservation.procedures]
    if not same:
        raise AnotherConsultation


def follows(event: ReservationEvent, twin: Reservation) -> bool:
    """Whether the other side follows an event: while it has its places, and when somebody comes after all."""
    return twin.live or isinstance(event, ReservationCheckedIn)


def mirrored(event: ReservationEvent, twin: Reservation) -> ReservationEvent:
    """What an event that moves no time means for the other side's reservation."""
    first = reservation_from(event.reservation)
    after = replace(
        twin,
        state=first.state,
        taken=twin.taken if twin.live else (),
        held_until=first.held_until,
        checked_in_at=first.checked_in_at,
        ended_by=first.ended_by,
        reason=first.reason,
        displaced=first.displaced,
        sequence=first.sequence,
    )
    return type(event)(as_values(after))
