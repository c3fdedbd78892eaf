"""Reservations in any order, with crashes at any point and an office that changes its file: the promise holds.

The machine keeps its own books of what was acknowledged, and counts places in the tables without any code of the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import Engine, func, select

from app.domain import waitlist
from app.domain.booking import Details, Wish
from app.domain.intake import Request
from app.domain.numbers import Channel
from app.domain.office import Office
from app.domain.reservations import Book
from app.domain.slots import STAFF_CHANNEL
from app.domain.touched import Fate
from app.storage import tables
from app.storage.engines import upgrade
from app.storage.rebuild import differences
from app.storage.reservation_tables import contacts, reservations, reserved_places
from app.storage.writer import Job, Writer
from app.usecases import floors
from app.usecases import reservations as use
from app.usecases.offices import apply_office
from app.usecases.reservations import Booker
from tests.domain.reservations import booking_office
from tests.offices import at
from tests.usecases.machines import MINUTE, Machine, run_on_postgresql, run_on_sqlite

ROOM = {"service:moving": 1, "service:certificates": 2, "resource:booth": 1}
times = st.builds(
    lambda day, hour, minute: at(f"{day} {hour:02d}:{minute:02d}"),
    st.sampled_from(["2026-11-24", "2026-11-25", "2026-11-25"]),
    st.sampled_from([8, 9, 9, 10]),
    st.sampled_from([0, 15, 15, 30, 45]),
)
wishes = st.one_of(
    st.just((("residence-certificate",), {})),
    st.just((("residence-certificate",), {})),
    st.just((("advice",), {})),
    st.just((("moving-in",), {"moving-in:card": "no"})),
    st.just((("moving-in", "residence-certificate"), {"moving-in:card": "no"})),
    st.just((("moving-in",), {"moving-in:card": "yes", "moving-in:online": "done"})),
)
anybody = st.integers(0, 400)
holders = st.sampled_from(["browser 1", "browser 2", "browser 3"])
EARLIEST = ("2026-11-24 09:15", *(f"2026-11-25 {time}" for time in ("08:30", "08:45", "09:00", "09:15", "09:30")))
CONTACT = {"name": "みどり 花子", "email": None, "phone": "03-1234-5678", "consents_to_notices": False}


def office_with(certificates: int) -> Office:
    """The office of the machine; how many certificates a slot has room for changes with its file."""
    plain = booking_office(booking={"kept_for_staff": 0.25, "lead_minutes": 0})
    places = {"moving": ROOM["service:moving"], "certificates": certificates}
    return replace(plain, services=tuple(replace(s, places=places.get(s.id)) for s in plain.services))


class Bookings(Machine):
    known_by = ("code", "id")

    @staticmethod
    def prepare(engine: Engine) -> None:
        upgrade(engine)
        writer = Writer(engine, lambda: at("08:00"))
        writer.run("kumin", partial(apply_office, office=office_with(ROOM["service:certificates"]), actor="test"))
        writer.run("kumin", lambda tx, now: floors.turn_day(tx, now, "kumin"))
        for n, when in enumerate(EARLIEST * 2):  # some mornings are full when the machine begins
            wish, booker = Wish(at(when), ("residence-certificate",)), Booker(f"a{n}", "", "resident")
            writer.run(
                "kumin", partial(use.make_reservation, office_id="kumin", wish=wish, booker=booker, details=Details())
            )
        for mine in ("a4", "a5"):
            writer.run(
                "kumin", partial(use.want_earlier, office_id="kumin", reservation_id=mine, from_at=0, actor="test")
            )
        writer.close()
        engine.dispose()

    def opened(self) -> None:
        self.room = dict(ROOM)
        self.places_before = self.people()

    def do(self, command: Callable[..., Any], key: str | None = None) -> Any:
        """What time does is done apart, so that a refusal can be told from it."""
        self.run(partial(use.tidy, office_id="kumin")).result()
        self.check_room()
        return super().do(command, key)

    def traces(self) -> list[Any]:
        with self.engine.connect() as connection:
            counted = [connection.execute(select(func.count()).select_from(tables.events)).scalar_one()]
            return counted + [
                sorted(map(repr, connection.execute(select(table))))
                for table in (reservations, reserved_places, contacts, tables.tickets)
            ]

    # Verbs

    @rule(when=times, wish=wishes, holder=holders)
    def hold(self, when: int, wish: Any, holder: str) -> None:
        self.count += 1
        booker = Booker(f"r{self.count}", f"t{self.count}", "resident", holder=holder)
        self.do(lambda tx, now: use.hold_slot(tx, now, "kumin", Wish(when, *wish), booker), f"hold-{self.count}")

    @rule(when=times, wish=wishes, staff=st.booleans(), tells=st.booleans())
    def book(self, when: int, wish: Any, staff: bool, tells: bool) -> None:
        self.count += 1
        booker = Booker(f"r{self.count}", f"t{self.count}", "staff:a", STAFF_CHANNEL if staff else "phone")
        contact = CONTACT if tells else None
        self.do(
            lambda tx, now: use.make_reservation(tx, now, "kumin", Wish(when, *wish), booker, Details(), contact),
            f"book-{self.count}",
        )

    @rule(n=anybody, tells=st.booleans())
    def confirm(self, n: int, tells: bool) -> None:
        mine = self.pick(n, "held")
        contact = CONTACT if tells else None
        self.do(lambda tx, now: use.confirm_reservation(tx, now, "kumin", mine, Details(), "resident", contact))

    @rule(n=anybody, when=times, wish=st.one_of(st.none(), wishes), public=st.booleans())
    def move(self, n: int, when: int, wish: Any, public: bool) -> None:
        mine = self.pick(n, "booked")
        before = self.acknowledged.get(mine)
        if before:
            visit = wish or (tuple(before["procedures"]), before["answers"])
            args = (mine, Wish(when, *visit), Details(), "resident")
            self.do(lambda tx, now: use.move_reservation(tx, now, "kumin", *args, public=public))

    @rule(n=anybody, public=st.booleans())
    def change(self, n: int, public: bool) -> None:
        mine = self.pick(n, "booked")
        told = Details(language="en", needs=("wheelchair",))
        self.do(
            lambda tx, now: use.change_reservation(tx, now, "kumin", mine, told, "resident", CONTACT, public=public)
        )

    @rule(n=anybody, public=st.booleans())
    def cancel(self, n: int, public: bool) -> None:
        mine = self.pick(n, "booked", "held")
        self.do(lambda tx, now: use.cancel_reservation(tx, now, "kumin", mine, "resident", None, public=public))

    @rule(n=anybody, from_at=st.one_of(st.none(), times, times, times))
    def want_earlier(self, n: int, from_at: int | None) -> None:
        mine = self.pick(n, "booked")
        self.do(lambda tx, now: use.want_earlier(tx, now, "kumin", mine, from_at, "resident"))

    @rule(n=anybody, verb=st.sampled_from([use.take_offer, use.take_offer, use.decline_offer]))
    def answer_an_offer(self, n: int, verb: Any) -> None:
        offered = [row["id"] for row in self.rows() if row.get("offer")] or [self.pick(n, "booked")]
        self.do(lambda tx, now: verb(tx, now, "kumin", offered[n % len(offered)], "resident"))

    @rule(n=anybody, by=st.sampled_from(["id", "code", "digits"]))
    def check_in(self, n: int, by: str) -> None:
        mine = self.pick(n, "booked", "missed")
        self.count += 1
        request = Request(f"ticket{self.count}", Channel.KIOSK)
        code = self.acknowledged.get(mine, {}).get("code", "0000")
        digits = code if by == "code" else code[-4:]

        def command(tx: Any, now: int) -> Any:
            if by == "id":
                return use.check_in(tx, now, "kumin", mine, request, "kiosk")
            return use.check_in_with_digits(tx, now, "kumin", digits, request, "kiosk")

        arrived = self.do(command)
        if arrived:
            assert self.state_of(arrived["reservation"]) == "checked_in"
            assert arrived["ticket"] is not None

    @rule(minutes=st.sampled_from([0, 5, 11, 20, 40]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule()
    def the_next_day_begins(self) -> None:
        self.now = max(self.now, at("2026-11-25 08:30"))

    @rule(certificates=st.integers(-9, 3), fate=st.sampled_from([None, None, Fate.DISPLACE, Fate.CANCEL]))
    def the_office_changes_its_file(self, certificates: int, fate: Fate | None) -> None:
        """Refused when bookings are touched and nothing is said about them."""
        if certificates < 0:
            return
        office = office_with(certificates)
        if self.do(partial(apply_office, office=office, actor="staff:b", bookings=fate)) is not None:
            self.room["service:certificates"] = certificates

    # Faults

    @rule(after=st.integers(0, 6), when=times, n=anybody)
    def pull_the_plug_in_the_middle_of_a_commit(self, after: int, when: int, n: int) -> None:
        mine = self.pick(n, "booked")
        wish = Wish(when, ("residence-certificate",))
        lost = [Booker(f"lost{n}", f"twin{n}", "resident", holder=f"lost {n}") for n in range(2)]
        jobs = [
            Job("kumin", lambda tx, now: use.cancel_reservation(tx, now, "kumin", mine, "a", None, public=False)),
            Job("kumin", lambda tx, now: use.hold_slot(tx, now, "kumin", wish, lost[0])),
            Job("kumin", lambda tx, now: use.make_reservation(tx, now, "kumin", wish, lost[1], Details(), CONTACT)),
        ]
        self.die_in_the_middle_of(jobs, after)

    # Invariants

    @invariant()
    def nobody_is_added_where_there_is_no_room(self) -> None:
        self.check_room()

    def check_room(self) -> None:
        people = self.people()
        for slot, number in people.items():
            assert number <= max(self.room[slot[0]], self.places_before[slot]), f"{number} people in {slot}"
        self.places_before = people

    @invariant()
    def a_browser_holds_one_time(self) -> None:
        holding = Counter(row["holder"] for row in self.rows() if row["state"] == "held")
        assert all(number == 1 for number in holding.values())

    @invariant()
    def the_book_in_memory_is_the_one_in_the_tables(self) -> None:
        day = self.writer._days.get("kumin")
        if day is None:
            return
        book = day.book
        with self.engine.connect() as connection:
            written = {
                (row.pool, row.starts_at, row.place): row.reservation_id
                for row in connection.execute(select(reserved_places))
            }
        assert {(*slot, n): holder for slot, places in book.taken.items() for n, holder in places.items()} == written
        known = {id_: str(r.state) for id_, r in book.reservations.items()}
        rows = {row["id"]: row["state"] for row in self.rows()}  # the book forgets what is long over
        assert {id_: rows[id_] for id_ in known} == known
        assert {id_ for id_, state in rows.items() if state in ("held", "booked")} <= known.keys()
        check_lists(book)
        if not book.may_offer:
            book.may_offer = True
            assert waitlist.next_offer(day, self.now, lambda day: False) is None, "somebody could be offered a time"

    def people(self) -> Counter[tuple[str, int]]:
        with self.engine.connect() as connection:
            rows = connection.execute(select(reserved_places.c.pool, reserved_places.c.starts_at)).all()
        return Counter((row.pool, row.starts_at) for row in rows)

    def rows(self) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            found = connection.execute(select(reservations.c.data)).scalars().all()
        return [{"holder": "", **orjson.loads(data)} for data in found]

    def state_of(self, reservation: str) -> str:
        return next(str(row["state"]) for row in self.rows() if row["id"] == reservation)

    def pick(self, n: int, *states: str) -> str:
        """Somebody in one of these states if there is anybody, and now and then just anybody."""
        rows = sorted(self.rows(), key=lambda row: str(row["id"]))
        fitting = [row["id"] for row in rows if row["state"] in states]
        chosen = fitting if fitting and n % 8 else [row["id"] for row in rows] or ["nobody"]
        return str(chosen[n // 8 % len(chosen)])

    def compare_with_tables(self) -> None:
        """Tables equal the events, and everything acknowledged is there."""
        with self.engine.connect() as connection:
            assert differences(connection, "kumin") == []
            told = set(connection.execute(select(contacts.c.reservation_id)).scalars())
        found = {row["id"]: row for row in self.rows()}
        for id_, answer in self.acknowledged.items():
            row = found[id_]
            ends = {"held": {"expired"}, "booked": {"missed", "checked_in", "cancelled"}, "missed": {"checked_in"}}
            assert row["state"] in {answer["state"], *ends.get(answer["state"], ())}
            assert row["code"] == answer["code"]
            assert row["starts_at"] == at(answer["starts_at"][:16].replace("T", " "))
        cancelled = {
            row["id"] for row in found.values() if row["state"] == "cancelled" and row["ended_by"] == "resident"
        }
        assert told <= set(found) - cancelled, "somebody's name outlives the reservation"


def check_lists(book: Book) -> None:
    """The lists that the book keeps are those that a look at every reservation finds."""
    everybody = list(book.reservations.values())
    waiting = sorted((r for r in everybody if r.wants_earlier), key=lambda r: (r.earlier_since, r.id))
    assert book.waiting_for_earlier() == waiting
    due = sorted((r.next_at, r.id) for r in everybody if r.next_at is not None)
    assert [r.id for r in book.next_until(1 << 62)] == [id_ for _, id_ in due]
    assert set(book.partners()) == {r.partner.partition("/")[0] for r in book.live() if r.partner}


def test_reservations_in_any_order_on_sqlite(tmp_path: Path) -> None:
    run_on_sqlite(Bookings, tmp_path, examples=15)


def test_reservations_in_any_order_on_postgresql(postgres_url: str) -> None:
    run_on_postgresql(Bookings, postgres_url, examples=3)
