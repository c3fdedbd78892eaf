"""What people tell about themselves in the form of a reservation: everything may be left out."""

from __future__ import annotations

import unicodedata

from pydantic import BaseModel, Field, ValidationError

from app.domain.booking import Details
from app.usecases.reservations import Contact
from app.web.bodies import Need, Needs
from app.web.booking_bodies import ContactBody

LONGEST = 300
DASHES = str.maketrans(dict.fromkeys("ー‐‑–—―−ｰ", "-"))
"""What a Japanese keyboard writes between the groups of a telephone number."""


class ContactForm(BaseModel):
    """The form as it comes in. Full-width letters and digits, as Japanese keyboards write them, are fine."""

    name: str = Field("", max_length=LONGEST)
    email: str = Field("", max_length=LONGEST)
    phone: str = Field("", max_length=LONGEST)
    consent: bool = False
    behalf: bool = False
    need: list[Need] = Field(default=[], max_length=10)

    def contact(self) -> Contact | None:
        """The contact as it is kept; None when nothing was told. Raises ValidationError."""
        told = {"name": self.name.strip(), "email": _narrow(self.email), "phone": _narrow(self.phone)}
        known = {name: value for name, value in told.items() if value}
        return ContactBody(**known, consents_to_notices=self.consent and bool(known)).told()

    def details(self, language: str) -> Details:
        """What was told about the visit."""
        needs = Needs(**dict.fromkeys(self.need, True))
        return Details(language, needs.names(), self.behalf)

    def faults(self) -> list[str]:
        """The fields that cannot be right."""
        try:
            self.contact()
        except ValidationError as error:
            return [str(fault["loc"][0]) for fault in error.errors()]
        return []

    def fields(self) -> list[tuple[str, str]]:
        """Names and values for hidden fields of the next form."""
        told = [(name, getattr(self, name)) for name in ("name", "email", "phone")]
        ticked = [(name, "true") for name in ("consent", "behalf") if getattr(self, name)]
        return [*((name, value) for name, value in told if value), *ticked, *(("need", need) for need in self.need)]


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).strip()
