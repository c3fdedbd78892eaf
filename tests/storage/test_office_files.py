"""Reading and writing one office: every mistake is named with its line, and what is written is read back the same."""

# ruff: noqa: E501 - a table of mistakes reads best with one a line

import json
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.office import (
    Channel,
    ChannelKind,
    Counter,
    Direction,
    FromHome,
    Hours,
    Notice,
    NumberBands,
    Offer,
    Office,
    OfficeKind,
    Priority,
    Procedure,
    Service,
    ServiceKind,
    Session,
    SpecialDay,
)
from app.storage.office_files import BadOfficeFile, dump_office, load_office, office_document, office_from_document
from app.storage.yaml_tree import MAX_BYTES
from app.web.words import _read

SMALL = """\
id: north
name: {ja: 北, en: North}
services:
  - id: moving
    prefix: A
    name: {ja: 引越し, en: Moving}
counters:
  - id: 1
    services: [{service: moving}]
hours:
  monday: [{opens: 08:30, closes: 17:00}]
"""


def faults(text: str | bytes) -> list[tuple[int | None, str, str]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadOfficeFile) as refusal:
        load_office(data)
    found = refusal.value.faults
    for fault in found:
        for language in ("ja", "en"):
            sentence = _read(language, "config")[fault.key]
            assert isinstance(sentence, str)
            assert sentence.format(**fault.details)
    return [(fault.line, ".".join(str(part) for part in fault.path), fault.key) for fault in found]


def test_times_and_numbers_need_no_quotes():
    office = load_office(SMALL.encode())
    assert office.hours.monday == (Session(time(8, 30), time(17)),)
    assert office.counters[0].id == "1"


def test_the_word_no_stays_a_word():
    office = load_office(SMALL.replace("en: Moving", "no: no").encode())
    assert office.services[0].name == {"ja": "引越し", "no": "no"}


def test_an_unknown_key_is_named_with_its_line_and_the_key_that_was_meant():
    text = SMALL.replace("    prefix: A", "    prefix: A\n    target_minuts: 20")
    assert faults(text) == [(6, "services.0.target_minuts", "config.unknown_key")]
    with pytest.raises(BadOfficeFile) as refusal:
        load_office(text.encode())
    assert refusal.value.faults[0].details["instead"] == "target_minutes"


def test_several_mistakes_are_told_at_once_in_the_order_of_the_file():
    text = SMALL.replace("prefix: A", "target_minutes: soon").replace("closes: 17:00", "closes: 5 pm")
    assert faults(text) == [
        (4, "services.0.prefix", "config.missing"),
        (5, "services.0.target_minutes", "config.not_a_whole_number"),
        (11, "hours.monday.0.closes", "config.not_a_time"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("opens: 08:30", "opens: 8:30", (11, "hours.monday.0.opens", "config.not_a_time")),
        ("opens: 08:30", "opens: '08:30Z'", (11, "hours.monday.0.opens", "config.not_a_time")),
        ("opens: 08:30", "opens: 18:30", (11, "hours.monday.0.closes", "config.closes_before_it_opens")),
        ("prefix: A", "prefix:", (5, "services.0.prefix", "config.empty")),
        ("prefix: A", "prefix: a-1", (5, "services.0.prefix", "config.bad_prefix")),
        ("prefix: A", "prefix: [A]", (5, "services.0.prefix", "config.not_a_text")),
        ("prefix: A", "prefix: A\n    kind: side", (6, "services.0.kind", "config.not_one_of")),
        ("prefix: A", "prefix: A\n    from_home: perhaps", (6, "services.0.from_home", "config.not_yes_or_no")),
        ("prefix: A", "prefix: A\n    grace_minutes: -1", (6, "services.0.grace_minutes", "config.out_of_range")),
        ("prefix: A", "prefix: A\n    expected_minutes: x", (6, "services.0.expected_minutes", "config.not_a_number")),
        ("{ja: 引越し, en: Moving}", "Moving", (6, "services.0.name", "config.not_a_map")),
        ("{ja: 引越し, en: Moving}", "{en: Moving}", (6, "services.0.name", "config.no_japanese")),
        ("id: 1\n    services: [{service: moving}]", "id: 1\n    services: moving", (9, "counters.0.services", "config.not_a_list")),
        ("service: moving", "service: flying", (9, "counters.0.services.0.service", "config.unknown_service")),
        ("id: north", "id: 北", (1, "id", "config.bad_id")),
        ("id: north", "id: north\ntimezone: Mars/Olympus", (2, "timezone", "config.unknown_time_zone")),
        ("id: north", "id: north\nlanguages: [en]", (2, "languages", "config.japanese_is_needed")),
        ("id: north", "id: north\nid: south", (2, "id", "config.key_twice")),
        ("id: north", "id: north\ncongestion_minutes: [10, 5, 60]", (2, "congestion_minutes.1", "config.levels_must_rise")),
        ("id: north", "id: north\ncongestion_minutes: [10, 5]", (2, "congestion_minutes.2", "config.wrong_length")),
        ("id: north", "id: north\nbooking: {share: 0}", (2, "booking.share", "config.out_of_range")),
        ("id: north", "id: north\nbooking: {slot_minutes: 3}", (2, "booking.slot_minutes", "config.out_of_range")),
        ("id: north", "id: north\nbooking: {staffed: [{begins: 13:00, ends: 12:00, share: 1}]}", (2, "booking.staffed.0.ends", "config.closes_before_it_opens")),
        ("id: north", "id: north\nresources: [{id: v, name: {ja: ビデオ}, link: http://v}]", (2, "resources.0.link", "config.link_not_https")),
        ("id: north", "id: north\nplace: {latitude: 95, longitude: 0}", (2, "place", "config.out_of_range")),
        ("id: north", "id: north\nprocedures: [{id: in, name: {ja: 転入}, services: [moving], questions: [{id: card, text: {ja: カード}, options: [{id: a, text: {ja: はい}}, {id: a, text: {ja: いいえ}}]}]}]", (2, "procedures.0.questions.0.options.1.id", "config.duplicate")),
        ("id: north", "id: north\nprocedures: [{id: in, name: {ja: 転入}, services: [moving], questions: [{id: card, text: {ja: カード}, options: [{id: a, text: {ja: はい}}]}]}]", (2, "procedures.0.questions.0.options", "config.too_few_options")),
        ("id: north", "id: north\nprocedures: [{id: in, name: {ja: 転入}, services: [moving], questions: [{id: card, text: {ja: カード}, options: [{id: a, text: {ja: はい}}, {id: b, text: {ja: いいえ}, ends: call}]}]}]", (2, "procedures.0.questions.0.options.1.reason", "config.ends_without_reason")),
        ("id: north", "id: north\nprocedures: [{id: in, name: {ja: 転入}, services: [moving], questions: [{id: card, only_if: {later: [a]}, text: {ja: カード}, options: [{id: a, text: {ja: はい}}, {id: b, text: {ja: いいえ}}]}]}]", (2, "procedures.0.questions.0.only_if", "config.asked_later")),
        ("id: north", "id: north\nprocedures: [{id: in, name: {ja: 転入}, services: [moving], resources: [booth], questions: [{id: card, text: {ja: カード}, options: [{id: a, text: {ja: はい}}, {id: b, text: {ja: いいえ}}]}]}]", (2, "procedures.0.resources.0", "config.unknown_resource")),
        ("id: north", "id: north\nprocedures: [{id: in, name: {ja: 転入}, services: [moving], specialist: {office: north, resource: x}, questions: [{id: card, text: {ja: カード}, options: [{id: a, text: {ja: はい}}, {id: b, text: {ja: いいえ}}]}]}]", (2, "procedures.0.specialist.office", "config.specialist_here")),
        ("id: north", "id: north\nnumber_bands: {phone: [500, 700]}", (2, "number_bands.phone", "config.bad_band")),
        ("id: north", "id: &a north", (1, "", "config.alias")),
        ("id: north", "id: !!python/object:os.system north", (1, "", "config.tag")),
        ("id: north", "? [a, b]\n: north", (1, "", "config.key_not_text")),
        ("id: north", "id: [north", (2, "", "config.broken_yaml")),
        ("id: north", "id: no\x07rth", (1, "", "config.broken_yaml")),
        ("hours:", "---\nhours:", (10, "", "config.second_document")),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_place_and_reason(old: str, new: str, expected: tuple[int, str, str]):
    assert old in SMALL
    assert faults(SMALL.replace(old, new, 1)) == [expected]


def test_an_empty_file_and_a_list_are_no_office():
    assert faults("") == [(1, "", "config.empty")]
    assert faults("- a") == [(1, "", "config.not_a_map")]


def test_a_file_that_is_not_utf8_is_refused_with_its_line():
    assert faults(SMALL.encode("shift_jis")) == [(2, "", "config.not_utf8")]


def test_ten_megabytes_are_refused_before_they_are_read():
    assert faults(b"#" * 10_000_000) == [(None, "", "config.too_big")]


def test_a_bomb_of_aliases_is_refused():
    bomb = "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(50))
    assert faults(bomb) == [(1, "", "config.alias")]


def test_a_hostile_depth_is_refused():
    assert faults("[" * 1000) == [(1, "", "config.too_deep")]


def test_the_largest_allowed_nonsense_is_answered():
    assert faults(b"a: [" + b"x," * (MAX_BYTES // 4))


def test_a_document_without_lines_has_the_same_reasons():
    document = office_document(load_office(SMALL.encode()))
    document["services"][0]["prefix"] = 5
    with pytest.raises(BadOfficeFile) as refusal:
        office_from_document(document)
    assert [(f.path, f.key) for f in refusal.value.faults] == [(("services", 0, "prefix"), "config.not_a_text")]


def test_what_is_written_is_short_and_in_the_order_of_the_schema():
    assert dump_office(load_office(SMALL.encode())) == (
        "id: north\n"
        "name: {ja: 北, en: North}\n"
        "services:\n"
        "  - id: moving\n"
        "    prefix: A\n"
        "    name: {ja: 引越し, en: Moving}\n"
        "counters:\n"
        '  - id: "1"\n'
        "    services:\n"
        "      - {service: moving}\n"
        "hours:\n"
        "  monday:\n"
        '    - {opens: "08:30", closes: "17:00"}\n'
    )


trap = st.sampled_from(
    ["no", "null", "~", "08:30", "1e3", "- a", "a: b", "a #b", "", " a", "'", '"', "\x85", "\ufeff", "、"]
)
texts = trap | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = st.dictionaries(st.sampled_from(["en", "ko", "zh-Hans"]), texts).flatmap(
    lambda others: texts.filter(str.strip).map(lambda ja: {"ja": ja, **others})
)
no_words = st.just({}) | words
minutes = st.integers(1, 600)


def ids(prefix: str, most: int = 4):
    return st.integers(1, most).map(lambda n: [f"{prefix}{i}" for i in range(n)])


@st.composite
def sessions(draw, services):
    hours = sorted(draw(st.sets(st.times().map(lambda t: t.replace(fold=0)), min_size=2, max_size=2)))
    offered = draw(st.lists(st.sampled_from(services), unique=True, max_size=2))
    return (Session(hours[0], hours[1], tuple(offered), draw(no_words)),)


@st.composite
def channels(draw):
    fee = draw(st.none() | st.integers(0, 5000))
    return Channel(draw(st.sampled_from(ChannelKind)), fee, draw(st.none() | minutes), draw(no_words), note=draw(words))


@st.composite
def offices(draw):
    service_ids = draw(ids("s"))
    services = tuple(
        Service(
            service_id,
            chr(65 + n),
            draw(words),
            ServiceKind.FRONT if n == 0 else draw(st.sampled_from(ServiceKind)),
            target_minutes=draw(minutes),
            expected_minutes=draw(st.floats(0.1, 1000)),
            from_home=draw(st.booleans()),
        )
        for n, service_id in enumerate(service_ids)
    )
    counters = tuple(
        Counter(
            counter_id,
            tuple(
                Offer(s, draw(st.integers(-60, 60)))
                for s in draw(st.lists(st.sampled_from(service_ids), unique=True))
            ),
            draw(no_words),
            direction=draw(st.none() | st.sampled_from(Direction)),
        )
        for counter_id in draw(ids(""))
    )  # fmt: skip
    procedures = tuple(
        Procedure(
            procedure_id,
            draw(words),
            (service_ids[0], *draw(st.lists(st.sampled_from(service_ids), max_size=3))),
            bring=tuple(draw(st.lists(words, max_size=3))),
            channels=tuple(draw(st.lists(channels(), max_size=2))),
        )
        for procedure_id in draw(ids("p"))
    )
    days = draw(st.sets(st.dates(date(2000, 1, 1), date(2100, 1, 1)), max_size=2))
    return Office(
        "office",
        draw(words),
        services,
        counters,
        Hours(
            monday=draw(sessions(service_ids)),
            sunday=draw(sessions(service_ids)),
            open_on_public_holidays=draw(st.booleans()),
            special=tuple(SpecialDay(day, draw(sessions(service_ids)), draw(no_words)) for day in days),
        ),
        draw(st.sampled_from(OfficeKind)),
        address=draw(no_words),
        procedures=procedures,
        priorities=tuple(Priority(i, draw(words), draw(st.integers(0, 60)), draw(st.booleans())) for i in draw(ids("c"))),
        notices=tuple(Notice(i, draw(words), first_day=draw(st.none() | st.dates())) for i in draw(ids("n"))),
        from_home=FromHome(draw(st.booleans()), draw(st.integers(0, 99))),
        number_bands=NumberBands(office=(1, draw(st.integers(1, 599)))),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(offices())
def test_an_office_written_and_read_again_is_the_same(office: Office):
    assert load_office(dump_office(office).encode()) == office
    assert office_from_document(json.loads(json.dumps(office_document(office)))) == office


@pytest.mark.parametrize("path", sorted(Path("app/demo/offices").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_demo_offices_are_sound_and_survive_writing(path: Path):
    office = load_office(path.read_bytes())
    assert office.id == path.stem
    assert load_office(dump_office(office).encode()) == office


def test_a_text_that_ends_in_a_space_keeps_it() -> None:
    office = Office("a", {"ja": "窓口 "}, (), (), Hours())
    assert load_office(dump_office(office).encode()) == office
