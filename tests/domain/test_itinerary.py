"""Several procedures in one visit: each service once, payment last, in the order that is over soonest."""

from __future__ import annotations

from app.domain.itinerary import merged, quickest_order
from app.domain.office import Service, ServiceKind
from tests.offices import small_office, words

OFFICE = small_office(
    services=(
        Service("moving", "A", words("異動")),
        Service("insurance", "E", words("保険")),
        Service("cards", "C", words("カード"), next_step_keeps_place=False),
        Service("payment", "F", words("会計"), kind=ServiceKind.PAYMENT),
    ),
    procedures=(),
    counters=(),
)
MINUTES = {"moving": 10.0, "insurance": 10.0, "cards": 10.0, "payment": 2.0}


def order(*itineraries: tuple[str, ...], **waits: float) -> tuple[str, ...]:
    services = merged(OFFICE, itineraries)
    return quickest_order(OFFICE, itineraries, services, waits, MINUTES)


def test_each_service_once_and_payment_last() -> None:
    assert merged(OFFICE, [("moving", "payment"), ("cards", "payment"), ("moving",)]) == ("moving", "cards", "payment")


def test_the_shorter_queue_comes_first_when_places_are_kept() -> None:
    assert order(("moving",), ("insurance",), moving=40, insurance=5) == ("insurance", "moving")


def test_equally_quick_orders_stay_as_they_are_written() -> None:
    assert order(("moving",), ("insurance",)) == ("moving", "insurance")


def test_an_itinerary_keeps_its_own_order() -> None:
    assert order(("moving", "insurance"), ("cards",), moving=40, insurance=0)[-2:] == ("moving", "insurance")


def test_a_queue_that_counts_from_the_step_comes_first_when_the_other_one_waits_meanwhile() -> None:
    assert order(("moving",), ("cards",), moving=30, cards=20) == ("cards", "moving"), "30 + 10 instead of 60"


def test_nobody_pays_before_the_end() -> None:
    assert order(("moving", "payment"), ("insurance",), moving=30)[-1] == "payment"


def test_itineraries_that_contradict_each_other_stay_as_written() -> None:
    assert order(("moving", "insurance"), ("insurance", "moving")) == ("moving", "insurance")


def test_very_long_visits_are_ordered_too() -> None:
    names = [f"s{n}" for n in range(9)]
    office = small_office(services=tuple(Service(n, "A", words(n)) for n in names), procedures=(), counters=())
    waits = {name: float(90 - 10 * n) for n, name in enumerate(names)}
    found = quickest_order(office, [(name,) for name in names], names, waits, dict.fromkeys(names, 5.0))
    assert list(found) == names[::-1]
