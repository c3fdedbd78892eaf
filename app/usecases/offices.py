"""Configuring offices."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import BadConfiguration, NoSuchOffice, OfficeChanged
from app.domain.office import Hours, Office
from app.domain.office_problems import problems
from app.domain.opening import configure
from app.domain.touched import Fate
from app.storage.office_files import office_document
from app.storage.transactions import Transaction
from app.usecases.boards import Json
from app.usecases.both_sides import record_both_sides


def apply_office(tx: Transaction, now: int, office: Office, actor: str, bookings: Fate | None = None) -> Json:
    """Create an office or change its configuration; `bookings` says what becomes of bookings that lose their place.

    Raises OfficeInUse when that takes away what is in use, BookingsTouched when bookings are touched and nothing is
    said about them. The offices of their other sides have to be locked too.
    """
    checked(office)
    try:
        day, now = tx.today(office.id, now)
    except NoSuchOffice:
        day = tx.create_office(office)
    document = office_document(office)
    if day.revision and document == office_document(day.office):
        return {"office": office.id, "revision": day.revision, "changed": False}
    for event in configure(day, office, document, tx.is_public_holiday, bookings):
        record_both_sides(tx, day, now, actor, event)
    return {"office": office.id, "revision": day.revision, "changed": True}


def change_hours(
    tx: Transaction,
    now: int,
    office_id: str,
    hours: Hours,
    actor: str,
    revision: int | None = None,
    bookings: Fate | None = None,
) -> Json:
    """Change the hours of an office alone. Raises OfficeChanged when `revision` is not its present one any more."""
    day, now = tx.today(office_id, now)
    if revision not in (None, day.revision):
        raise OfficeChanged
    applied = apply_office(tx, now, replace(day.office, hours=hours), actor, bookings)
    return {**applied, "hours": office_document(day.office).get("hours", {})}


def checked(office: Office) -> Office:
    """The office, if it is sound. Raises BadConfiguration."""
    if found := list(problems(office)):
        raise BadConfiguration(count=len(found))
    return office
