"""An office as it is configured: services, procedures, counters, hours. One frozen value, one YAML file.

These classes are the schema of that file: the field names are its keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from app.domain.bookable import Booking, Question, Resource, Specialist, Words
from app.domain.errors import NoSuchCounter, NoSuchPriority, NoSuchProcedure, NoSuchResource, NoSuchService
from app.domain.supporters import Supporter

_FORBID: dict[str, Any] = {"extra": "forbid"}


class OfficeKind(StrEnum):
    MAIN = "main"
    BRANCH = "branch"
    CERTIFICATE = "certificate"
    COMMUNITY = "community"


class ServiceKind(StrEnum):
    FRONT = "front"
    BACK_OFFICE = "back_office"
    PAYMENT = "payment"


class ChannelKind(StrEnum):
    COUNTER = "counter"
    ONLINE = "online"
    CONVENIENCE_STORE = "convenience_store"
    MAIL = "mail"


class Direction(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    STRAIGHT = "straight"
    UPSTAIRS = "upstairs"


@dataclass(frozen=True)
class Service:
    """What people queue for. `prefix` starts its numbers; minutes are of waiting (target) and of serving (expected).

    `places` are the reservations that may begin in the same slot; None takes them from the planned counters.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    prefix: str
    name: Words
    kind: ServiceKind = ServiceKind.FRONT
    summary: Words = field(default_factory=dict)
    area: Words = field(default_factory=dict)
    target_minutes: int = 30
    expected_minutes: float = 10.0
    recalls_before_missed: int = 0
    grace_minutes: int = 30
    next_step_keeps_place: bool = True
    from_home: bool = True
    bookable: bool = True
    places: int | None = None


@dataclass(frozen=True)
class Channel:
    """One way to get a procedure done, with what it costs (yen) and takes (minutes)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    kind: ChannelKind
    fee_yen: int | None = None
    minutes: int | None = None
    place: Words = field(default_factory=dict)
    hours: Words = field(default_factory=dict)
    note: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Procedure:
    """What the resident wants done. `services` is the itinerary, in order; `minutes` its usual time at the counters.

    Each further person of a family adds `further_person_minutes`. `resources` are taken for the whole visit,
    `specialist` at another office for the same time.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    name: Words
    services: tuple[str, ...]
    summary: Words = field(default_factory=dict)
    category: str = "other"
    minutes: int | None = None
    bring: tuple[Words, ...] = ()
    channels: tuple[Channel, ...] = ()
    questions: tuple[Question, ...] = ()
    bookable: bool = True
    further_person_minutes: int = 0
    resources: tuple[str, ...] = ()
    specialist: Specialist | None = None


@dataclass(frozen=True)
class Offer:
    """A service that a counter serves. A positive delay makes it a helper, a negative one is a head start (minutes)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    service: str
    delay_minutes: int = 0


@dataclass(frozen=True)
class Counter:
    """A numbered place where staff serve."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    services: tuple[Offer, ...]
    name: Words = field(default_factory=dict)
    area: Words = field(default_factory=dict)
    direction: Direction | None = None


@dataclass(frozen=True)
class Priority:
    """A class of people who are called earlier, by a head start in minutes on the time line."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    name: Words
    head_start_minutes: int
    self_service: bool = False


@dataclass(frozen=True)
class Session:
    """Opening hours on a local clock; only `services` are offered when they are named."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    opens: time
    closes: time
    services: tuple[str, ...] = ()
    name: Words = field(default_factory=dict)


@dataclass(frozen=True)
class SpecialDay:
    """A date with hours of its own: a holiday opening, a closure (no sessions)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    date: date
    sessions: tuple[Session, ...] = ()
    name: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Hours:
    """When the office is open. `day_starts` is when one business day ends and the next begins."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    monday: tuple[Session, ...] = ()
    tuesday: tuple[Session, ...] = ()
    wednesday: tuple[Session, ...] = ()
    thursday: tuple[Session, ...] = ()
    friday: tuple[Session, ...] = ()
    saturday: tuple[Session, ...] = ()
    sunday: tuple[Session, ...] = ()
    open_on_public_holidays: bool = False
    special: tuple[SpecialDay, ...] = ()
    day_starts: time = time(4)
    first_ticket_minutes_before_opening: int = 15
    last_ticket_minutes_before_closing: int = 0

    @property
    def week(self) -> tuple[tuple[Session, ...], ...]:
        """Sessions by weekday, Monday first."""
        return (self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday)


@dataclass(frozen=True)
class FromHome:
    """Limits on tickets taken by people who are not at the office, so that those who came are not cheated."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    allowed: bool = True
    waiting_at_most: int = 40


@dataclass(frozen=True)
class Place:
    """Where an office is on the map (degrees), to say which one is nearer."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    latitude: float
    longitude: float


@dataclass(frozen=True)
class NumberBands:
    """First and last number of each band, so that a glance tells where a ticket was taken.

    When a band is used up, its tickets go on in the overflow band above 999 (four digits); no number comes twice a day.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    office: tuple[int, int] = (1, 599)
    phone: tuple[int, int] = (600, 799)
    staff: tuple[int, int] = (800, 899)


@dataclass(frozen=True)
class Notice:
    """A sentence for the screens, optionally only from one date to another (both included)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    text: Words
    kind: str = "notice"
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Office:
    """A place with counters: one queueing system, one time line, one unit of consistency."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _FORBID
    id: str
    name: Words
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    hours: Hours
    kind: OfficeKind = OfficeKind.MAIN
    address: Words = field(default_factory=dict)
    timezone: str = "Asia/Tokyo"
    languages: tuple[str, ...] = ("ja", "en")
    procedures: tuple[Procedure, ...] = ()
    priorities: tuple[Priority, ...] = ()
    notices: tuple[Notice, ...] = ()
    support: tuple[Supporter, ...] = ()
    from_home: FromHome = field(default_factory=FromHome)
    place: Place | None = None
    resources: tuple[Resource, ...] = ()
    booking: Booking = field(default_factory=Booking)
    number_bands: NumberBands = field(default_factory=NumberBands)
    congestion_minutes: tuple[int, int, int] = (10, 30, 60)
    undo_seconds: int = 60

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def planned_counters(self) -> dict[str, float]:
        """Counters that serve each service without delay; one that has several of them counts for each in part."""
        planned: dict[str, float] = {}
        for counter in self.counters:
            own = [offer.service for offer in counter.services if offer.delay_minutes <= 0]
            for service in own:
                planned[service] = planned.get(service, 0.0) + 1 / len(own)
        return planned

    @cached_property
    def capacities(self) -> dict[tuple[str, int], int]:
        """Places of slots that have been worked out before, by pool and start: they follow from this value alone."""
        return {}

    def service(self, service_id: str) -> Service:
        """The service of that id. Raises NoSuchService."""
        if found := self._services.get(service_id):
            return found
        raise NoSuchService(service=service_id)

    def counter(self, counter_id: str) -> Counter:
        """The counter of that id. Raises NoSuchCounter."""
        if found := self._counters.get(counter_id):
            return found
        raise NoSuchCounter(counter=counter_id)

    def procedure(self, procedure_id: str) -> Procedure:
        """The procedure of that id. Raises NoSuchProcedure."""
        if found := self._procedures.get(procedure_id):
            return found
        raise NoSuchProcedure(procedure=procedure_id)

    def priority(self, priority_id: str) -> Priority:
        """The priority class of that id. Raises NoSuchPriority."""
        if found := self._priorities.get(priority_id):
            return found
        raise NoSuchPriority(priority=priority_id)

    def resource(self, resource_id: str) -> Resource:
        """The resource of that id. Raises NoSuchResource."""
        if found := self._resources.get(resource_id):
            return found
        raise NoSuchResource(resource=resource_id)

    @cached_property
    def _services(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def _counters(self) -> dict[str, Counter]:
        return {counter.id: counter for counter in self.counters}

    @cached_property
    def _procedures(self) -> dict[str, Procedure]:
        return {procedure.id: procedure for procedure in self.procedures}

    @cached_property
    def _priorities(self) -> dict[str, Priority]:
        return {priority.id: priority for priority in self.priorities}

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        return {resource.id: resource for resource in self.resources}
