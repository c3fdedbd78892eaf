from __future__ import annotations

import pytest

from app.domain.errors import NoSuchOffice
from app.live.channel import CHUNK
from app.live.hub import Hub, Limits, TooManyViewers


def test_a_screen_gets_the_board_on_connect(watch):
    assert watch().versions() == [1]


def test_a_change_reaches_every_screen_as_the_same_bytes(ward, hub, clock, watch):
    screens = [watch() for _ in range(3)]
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0.05)
    assert [screen.versions() for screen in screens] == [[1, 2]] * 3
    assert len({id(screen.messages[-1].frame) for screen in screens}) == 1


def test_the_first_change_after_a_quiet_time_goes_out_at_once(ward, hub, clock, watch):
    screen = watch()
    clock.pass_seconds(1)
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0)
    assert screen.versions() == [1, 2]


def test_changes_within_fifty_milliseconds_become_one_board(ward, hub, clock, watch):
    screen = watch()
    reads = ward.reads
    for _ in range(10):
        ward.change()
        hub.wake("kumin")
        clock.pass_seconds(0.004)
    clock.pass_seconds(0.05)
    assert screen.versions() == [1, 2, 11]
    assert ward.reads == reads + 2


def test_nothing_is_read_while_nobody_watches(ward, hub, clock, watch):
    hub.leave(watch())
    hub.board("kumin")
    reads = ward.reads
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(30)
    assert ward.reads == reads


def test_a_large_audience_is_served_in_chunks_so_that_commands_get_their_turn(ward, hub, clock, watch):
    screens = [watch() for _ in range(2 * CHUNK + 1)]
    others = []
    ward.change()
    hub.wake("kumin")
    hub.wake("kumin")
    clock.call_later(0, lambda: others.append(sum(screen.versions()[-1] == 2 for screen in screens)))
    clock.pass_seconds(0)
    assert others == [CHUNK]
    assert all(screen.versions() == [1, 2] for screen in screens)


def test_a_slow_wave_makes_the_next_one_wait_twice_its_time(ward, hub, clock, watch, slow_screen):
    slow = watch(kind=slow_screen)
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0.05)
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0.19)
    assert slow.versions() == [1, 2]
    clock.pass_seconds(0.02)
    assert slow.versions() == [1, 2, 3]


def test_a_board_is_at_most_two_seconds_old_when_only_time_changes_it(ward, clock, watch):
    screen = watch()
    ward.boards["kumin"]["status"] = "closed"
    clock.pass_seconds(2)
    assert screen.got[-1]["status"] == "closed"


def test_time_alone_sends_no_board(ward, clock, watch):
    screen = watch()
    ward.boards["kumin"]["as_of"] = "2026-11-21T10:24:05+09:00"
    clock.pass_seconds(8)
    assert len(screen.got) == 1


def test_a_heartbeat_comes_every_ten_seconds_with_the_time_and_the_version(ward, clock, watch):
    screen = watch()
    ward.boards["kumin"]["as_of"] = "2026-11-21T10:24:13+09:00"
    clock.pass_seconds(30)
    assert screen.heartbeats() == 3
    assert screen.got[-1] == {"type": "heartbeat", "version": 1, "as_of": "2026-11-21T10:24:13+09:00", "speed": 1}


def test_a_heartbeat_never_overtakes_the_board_it_speaks_of(ward, hub, clock, watch):
    screens = [watch() for _ in range(3 * CHUNK)]
    clock.pass_seconds(9.99)
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(5)
    for screen in screens:
        assert [(m["type"], m["version"]) for m in screen.got] == [("board", 1), ("board", 2), ("heartbeat", 2)]


def test_a_stuck_screen_gets_no_heartbeat_but_every_board_replaces_the_one_before(ward, hub, clock, watch):
    stuck = watch()
    stuck.stuck_since = clock.time()
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(20)
    assert stuck.heartbeats() == 0
    assert stuck.versions() == [1, 2]


def test_a_screen_that_is_stuck_for_more_than_a_minute_is_cut_off(clock, watch):
    stuck, well = watch(), watch()
    stuck.stuck_since = clock.time()
    clock.pass_seconds(60)
    assert not stuck.dropped
    clock.pass_seconds(10)
    assert stuck.dropped
    assert not well.dropped


def test_a_screen_that_comes_back_to_the_same_version_gets_a_heartbeat_instead(ward, hub, clock, watch):
    watch()
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0.05)
    back = watch(since=2)
    assert [message["type"] for message in back.got] == ["heartbeat"]
    assert watch(since=1).versions() == [2]


def test_a_screen_that_comes_back_gets_the_board_when_time_has_changed_it(ward, hub, clock, watch):
    watch()
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0.05)
    ward.boards["kumin"]["congestion"] = "crowded"
    clock.pass_seconds(2)
    assert watch(since=2).versions() == [2]


def test_after_a_restart_a_version_alone_proves_nothing(watch):
    assert watch(since=1).versions() == [1]


def test_an_older_board_never_replaces_a_newer_one(ward, hub, clock, watch):
    screen = watch()
    ward.change()
    hub.wake("kumin")
    clock.pass_seconds(0.05)
    ward.boards["kumin"]["version"] = 1
    hub.wake("kumin")
    clock.pass_seconds(20)
    assert screen.versions() == [1, 2]


def test_the_document_over_http_is_the_board_after_the_last_change(ward, hub, clock):
    before = hub.board("kumin")
    assert hub.board("kumin") == before
    ward.change()
    hub.wake("kumin")
    document, etag = hub.board("kumin")
    assert b'"version":2' in document
    assert etag != before[1]


def test_the_etag_stays_while_only_the_time_moves_on(ward, hub, clock):
    _, etag = hub.board("kumin")
    ward.boards["kumin"]["as_of"] = "2026-11-21T10:25:00+09:00"
    clock.pass_seconds(5)
    assert hub.board("kumin")[1] == etag
    ward.boards["kumin"]["status"] = "closed"
    clock.pass_seconds(5)
    assert hub.board("kumin")[1] != etag


def test_an_unknown_office_has_no_board(hub, watch):
    with pytest.raises(NoSuchOffice):
        hub.board("nowhere")
    with pytest.raises(NoSuchOffice):
        watch(office="nowhere")
    assert len(hub) == 0


def test_an_office_that_is_removed_says_goodbye(ward, clock, watch):
    screen = watch()
    ward.boards.clear()
    clock.pass_seconds(2)
    assert screen.closed_with == 4404


def test_a_board_that_cannot_be_read_leaves_the_last_good_one_and_is_tried_again(ward, clock, watch):
    screen = watch()
    good = ward.boards["kumin"]
    ward.boards["kumin"] = {"as_of": None}
    clock.pass_seconds(4)
    assert screen.closed_with is None
    ward.boards["kumin"] = {**good, "version": 2}
    clock.pass_seconds(2)
    assert screen.versions() == [1, 2]


def test_one_address_opens_only_so_many_sockets(ward, clock, watch):
    hub = Hub(ward.read, limits=Limits(total=5, per_address=2), loop=clock)
    first = watch(to=hub)
    watch(to=hub)
    with pytest.raises(TooManyViewers):
        watch(to=hub)
    hub.leave(first)
    hub.leave(first)
    watch(to=hub)
    with pytest.raises(TooManyViewers):
        watch(to=hub)


def test_the_many_addresses_of_one_ipv6_network_count_as_one(ward, clock, watch):
    hub = Hub(ward.read, limits=Limits(per_address=1), loop=clock)
    for address in ("2001:db8:0:1::a", "2001:db8:0:2::a", "::ffff:192.0.2.1", "::ffff:192.0.2.2"):
        watch(to=hub, address=address)
    with pytest.raises(TooManyViewers):
        watch(to=hub, address="2001:db8:0:1::b")


def test_the_process_opens_only_so_many_sockets(ward, clock, watch):
    hub = Hub(ward.read, limits=Limits(total=2), loop=clock)
    watch(to=hub, address="192.0.2.1")
    watch(to=hub, address="192.0.2.2")
    with pytest.raises(TooManyViewers):
        watch(to=hub, address="192.0.2.3")


def test_at_the_end_everybody_is_told_and_nothing_more_happens(ward, hub, clock, watch):
    screen = watch()
    hub.stop()
    assert screen.closed_with == 1001
    reads = ward.reads
    clock.pass_seconds(60)
    assert ward.reads == reads
