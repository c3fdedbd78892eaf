"""Configuring offices."""

from __future__ import annotations

from app.domain.errors import BadConfiguration, NoSuchOffice
from app.domain.office import Office
from app.domain.office_problems import problems
from app.domain.opening import configure
from app.storage.office_files import office_document
from app.storage.transactions import Transaction
from app.usecases.boards import Json


def apply_office(tx: Transaction, now: int, office: Office, actor: str) -> Json:
    """Create an office or change its configuration. Raises OfficeInUse when that takes away what is in use."""
    if found := list(problems(office)):
        raise BadConfiguration(count=len(found))
    try:
        day, now = tx.today(office.id, now)
    except NoSuchOffice:
        day = tx.create_office(office)
    document = office_document(office)
    if day.revision and document == office_document(day.office):
        return {"office": office.id, "revision": day.revision, "changed": False}
    tx.record(day, now, actor, configure(day, office, document, tx.is_public_holiday))
    return {"office": office.id, "revision": day.revision, "changed": True}
