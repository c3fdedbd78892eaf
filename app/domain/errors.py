"""What can go wrong by the rules of the trade. The docstring of each class is its message in English;
`slug` names the problem type and its sentence in the catalogues (`errors.<slug>`)."""

from __future__ import annotations

import re
from typing import ClassVar


class DomainError(Exception):
    """The command was refused."""

    slug: ClassVar[str] = "domain_error"
    """Names the type of problem: `CounterBusy` → `counter_busy`."""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__((type(self).__doc__ or "").format(**details))

    def __init_subclass__(cls) -> None:
        if "slug" not in vars(cls):
            cls.slug = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class NotFound(DomainError):
    """There is no such thing."""


class NoSuchOffice(NotFound):
    """There is no office {office}."""


class NoSuchService(NotFound):
    """This office has no service {service}."""


class NoSuchProcedure(NotFound):
    """This office has no procedure {procedure}."""


class NoSuchCounter(NotFound):
    """This office has no counter {counter}."""


class NoSuchTicket(NotFound):
    """There is no ticket {ticket}."""


class NoSuchHelpRequest(NotFound):
    """There is no help request {request}."""


class NoSuchResource(NotFound):
    """This office has no room, booth or other resource {resource}."""


class NoSuchSupporter(NotFound):
    """Nobody of the support staff is called {supporter}."""


class NoSuchSupportCall(NotFound):
    """There is no call {call} of support staff today."""


class NoSuchAdvice(NotFound):
    """There is no advice {advice} today."""


class NoSuchProposal(NotFound):
    """This advice has no proposal {proposal}."""


class NoSuchPriority(NotFound):
    """This office has no priority class {priority}."""


class Refused(DomainError):
    """This is not possible now."""


class OfficeClosed(Refused):
    """The office gives out no tickets at this time."""


class LastTicketsOver(Refused):
    """The last tickets of today have been given out."""


class ServiceClosed(Refused):
    """The service {service} takes no tickets now."""


class ServiceNotForTickets(Refused):
    """Nobody queues for {service} directly; it is a later step of a visit."""


class NotFromHome(Refused):
    """The service {service} gives no tickets to people who are not at the office."""


class TooManyWaiting(Refused):
    """Tickets from home pause while more than {limit} people wait; please come to the office or try again later."""


class PriorityNeedsStaff(Refused):
    """The priority class {priority} is given by staff."""


class CounterClosed(Refused):
    """Counter {counter} is closed."""


class CounterBusy(Refused):
    """Counter {counter} still has {number}; finish that visit first."""


class CounterIdle(Refused):
    """Counter {counter} has no ticket now."""


class WrongState(Refused):
    """{number} is {state}; this is not possible now."""


class StaleScreen(Refused):
    """The screen was out of date: counter {counter} does not have {number} any more."""


class ChangedMeanwhile(Refused):
    """Somebody else has changed counter {counter} meanwhile."""


class RecallsLeft(Refused):
    """{number} has to be called {times} more times before it counts as missed."""


class GraceOver(Refused):
    """{number} was missed more than {minutes} minutes ago; please take a new ticket."""


class NothingToUndo(Refused):
    """There is nothing that could still be undone."""


class AdviceSettled(Refused):
    """This advice has been dealt with already."""


class SameService(Refused):
    """{number} is already in the queue of {service}."""


class NoNextStep(Refused):
    """The visit of {number} has no further step."""


class StaffElsewhere(Refused):
    """{staff} is at counter {counter} already."""


class SupporterUnavailable(Refused):
    """{name} cannot be called at this time."""


class SupporterBusy(Refused):
    """{name} has been called already."""


class SupporterLacksSkill(Refused):
    """{name} has not learned {service}."""


class WrongCallState(Refused):
    """This call of support staff is {state}; that is not possible now."""


class NobodyMay(Refused):
    """This account may not do that."""


class OfficeInUse(Refused):
    """{what} cannot be removed today: people are waiting for it or being served there."""


class OfficeChanged(Refused):
    """Somebody else has changed this office's settings meanwhile; please load the page again."""


class KeyReused(Refused):
    """This Idempotency-Key was used for a different command."""


class Invalid(DomainError):
    """The command does not make sense: {reason}."""


class NothingAsked(Invalid):
    """Name a service or at least one procedure."""


class BadConfiguration(Invalid):
    """The configuration of the office has {count} errors."""
