"""Refusals around reservations. The docstring of each class is its message; instants in details are ms."""

from __future__ import annotations

from app.domain.errors import Invalid, NotFound, Refused


class NoSuchReservation(NotFound):
    """There is no reservation {reservation}."""


class NoBookings(Refused):
    """This office takes no reservations."""


class NotBookable(Refused):
    """{procedure} cannot be reserved at this office."""


class EndsWithoutBooking(Refused):
    """With these answers no reservation is needed or possible here."""


class SlotTaken(Refused):
    """This time has just been taken; please choose another one."""


class NotASlot(Refused):
    """The office has no such time for this visit; please choose another one."""


class TooSoon(Refused):
    """A time has to be reserved at least {minutes} minutes before it begins."""


class TooFarAhead(Refused):
    """Times can be reserved {days} days ahead at most."""


class CutOffOver(Refused):
    """Less than {minutes} minutes before its time a reservation can only be changed by telephone or at the office."""


class HoldOver(Refused):
    """The time was kept for you until a moment ago; please choose a time again."""


class NotHeld(Refused):
    """This reservation is confirmed already."""


class ReservationOver(Refused):
    """This reservation has ended: {state}."""


class HasBegun(Refused):
    """You have checked in already; please speak to the staff."""


class NoOffer(Refused):
    """There is no earlier time on offer for this reservation any more."""


class NoEarlierTimes(Refused):
    """Earlier times are not offered for consultations with somebody at another office."""


class AnotherConsultation(Refused):
    """A consultation can be moved to another time, but not changed into another visit; please cancel and book anew."""


class NothingEarlier(Invalid):
    """An earlier time has to lie before the reserved one."""


class NotAtTheOffice(Refused):
    """Please check in at the kiosk, or read the code on a screen in the hall first."""


class CheckInTooEarly(Refused):
    """Check-in begins {minutes} minutes before your time."""


class BookedForAnotherDay(Refused):
    """This reservation is for another day."""


class BookedElsewhere(Refused):
    """This reservation is for another office: {office}."""


class NotConfirmed(Refused):
    """This reservation has not been confirmed."""


class SeveralMatch(Refused):
    """Several reservations end with these digits; please enter the whole code."""


class UnknownAnswer(Invalid):
    """{answer} is no answer to {question}."""


class QuestionsOpen(Invalid):
    """Please answer first: {question}."""


class TooManyPeople(Invalid):
    """A reservation is for {limit} people at most."""


class BookingsTouched(Refused):
    """{count} reservations would lose their place; say what shall become of them."""
