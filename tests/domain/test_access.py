"""The rules of access, without a database: rights, ends of sessions, codes, and how guessing gets slow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access import (
    RESIDENT,
    THROTTLE_BROWSER,
    THROTTLE_CODES,
    THROTTLE_NETWORK,
    THROTTLE_PAIR,
    Attempt,
    Caller,
    CallerKind,
    DeviceKind,
    Failures,
    PairingState,
    account_key,
    check_device,
    check_holder,
    check_new_account,
    check_new_password,
    check_staff,
    check_visitor,
    counted,
    network_of,
    pairing_state,
    pause_ms,
    session_is_over,
    throttles_of,
)
from app.domain.access_errors import BadAccountName, CrossSite, NobodyHasRole, NotSignedIn, WeakPassword, WrongOffice
from app.domain.errors import NobodyMay
from app.domain.times import HOUR, MINUTE, SECOND

NOON = 1_763_694_000_000
MORI = Caller(CallerKind.STAFF, "mori", "森", frozenset({"counter"}), frozenset({"kumin"}))
EVERYWHERE = Caller(CallerKind.STAFF, "sato", "佐藤", frozenset({"floor"}))
KIOSK = Caller(CallerKind.DEVICE, "k1", "入口", offices=frozenset({"kumin"}), device=DeviceKind.KIOSK)
SIGNAGE = Caller(CallerKind.DEVICE, "s1", "正面", offices=frozenset({"kumin"}), device=DeviceKind.SIGNAGE)


def test_staff_act_by_their_role_in_their_offices():
    check_staff(MORI, ["counter", "floor"], "kumin")
    check_staff(MORI, [], "kumin")
    check_staff(EVERYWHERE, ["floor"], "anywhere")


@pytest.mark.parametrize(
    ("caller", "roles", "office", "refusal"),
    [
        (RESIDENT, ["counter"], "kumin", NotSignedIn),
        (MORI, ["floor"], "kumin", NobodyMay),
        (MORI, ["counter"], "branch", WrongOffice),
        (KIOSK, ["counter"], "kumin", NobodyMay),
        (KIOSK, [], "kumin", NobodyMay),
    ],
)
def test_others_do_not_act_as_staff(caller, roles, office, refusal):
    with pytest.raises(refusal):
        check_staff(caller, roles, office)


def test_a_cookie_alone_does_not_act_as_staff():
    unproven = Caller(CallerKind.STAFF, "mori", roles=frozenset({"counter"}), proven=False)
    with pytest.raises(CrossSite):
        check_staff(unproven, ["counter"], "kumin")


def test_tickets_are_taken_by_residents_the_offices_kiosk_and_staff():
    for caller in (RESIDENT, KIOSK, MORI):
        check_visitor(caller, "kumin")


@pytest.mark.parametrize(
    ("caller", "office", "refusal"),
    [(KIOSK, "branch", WrongOffice), (MORI, "branch", WrongOffice), (SIGNAGE, "kumin", NobodyMay)],
)
def test_no_tickets_for_kiosks_of_other_offices_and_for_signage(caller, office, refusal):
    with pytest.raises(refusal):
        check_visitor(caller, office)


def test_devices_do_not_act_on_tickets_that_people_hold():
    check_holder(RESIDENT)
    check_holder(MORI)
    for device in (KIOSK, SIGNAGE):
        with pytest.raises(NobodyMay):
            check_holder(device)


def test_a_device_acts_as_its_kind_in_its_office():
    check_device(SIGNAGE, [DeviceKind.SIGNAGE], "kumin")
    for caller, refusal in ((KIOSK, NobodyMay), (MORI, NobodyMay), (RESIDENT, NotSignedIn)):
        with pytest.raises(refusal):
            check_device(caller, [DeviceKind.SIGNAGE], "kumin")
    with pytest.raises(WrongOffice):
        check_device(SIGNAGE, [DeviceKind.SIGNAGE], "branch")


def test_events_name_who_did_it():
    assert [caller.actor for caller in (RESIDENT, MORI, KIOSK)] == ["resident", "staff:mori", "kiosk:k1"]


def test_a_session_ends_at_its_time_and_when_idle():
    assert not session_is_over(NOON, NOON, NOON + 12 * HOUR, NOON + 3 * HOUR)
    assert session_is_over(NOON, NOON, NOON + 12 * HOUR, NOON + 4 * HOUR)
    assert not session_is_over(NOON, NOON + 3 * HOUR, NOON + 12 * HOUR, NOON + 6 * HOUR)
    assert session_is_over(NOON, NOON + 11 * HOUR, NOON + 12 * HOUR, NOON + 12 * HOUR)


def test_a_clock_that_is_set_back_ends_no_session():
    assert not session_is_over(NOON, NOON, NOON + 12 * HOUR, NOON - 48 * HOUR)


def test_a_pairing_waits_ten_minutes_and_can_be_claimed_for_an_hour():
    end = NOON + 10 * MINUTE
    assert pairing_state(end, None, None, end - 1) is PairingState.WAITING
    assert pairing_state(end, None, None, end) is PairingState.EXPIRED
    assert pairing_state(end, NOON, None, end + MINUTE) is PairingState.PAIRED
    assert pairing_state(end, NOON, None, NOON + HOUR) is PairingState.EXPIRED
    assert pairing_state(end, NOON, NOON + 1, NOON + MINUTE) is PairingState.EXPIRED


def test_a_known_browser_has_a_counter_of_its_own():
    stranger = throttles_of(Attempt("mori", "192.0.2.0/24"))
    known = throttles_of(Attempt("mori", "192.0.2.0/24", browser="b1 mori"))
    assert not set(stranger) & set(known)


def test_accounts_do_not_share_the_counter_of_a_pair():
    mori, sato = (throttles_of(Attempt(account, "192.0.2.0/24")) for account in ("mori", "sato"))
    assert set(mori) & set(sato) == {"network 192.0.2.0/24"}


def test_the_first_failures_cost_nothing_then_the_pause_doubles():
    failures, pauses = None, []
    for _ in range(16):
        pauses.append(pause_ms(THROTTLE_PAIR, failures, NOON) // SECOND)
        failures = counted(THROTTLE_PAIR, failures, NOON)
    assert pauses == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


def test_a_day_without_failures_forgets_them():
    many = Failures(40, NOON)
    assert pause_ms(THROTTLE_PAIR, many, NOON + 24 * HOUR) == 0
    assert counted(THROTTLE_PAIR, many, NOON + 24 * HOUR) == Failures(1, NOON + 24 * HOUR)


THROTTLES = st.sampled_from([THROTTLE_BROWSER, THROTTLE_PAIR, THROTTLE_NETWORK, THROTTLE_CODES])


@given(THROTTLES, st.integers(0, 10**6), st.integers(-(10**12), 10**12))
def test_nobody_waits_longer_than_the_longest_pause_whatever_the_clock_does(throttle, count, shift):
    assert 0 <= pause_ms(throttle, Failures(count, NOON), NOON + shift) <= throttle.longest_pause_ms


@given(THROTTLES, st.integers(1, 2000))
def test_after_the_pause_one_may_try_again(throttle, count):
    pause = pause_ms(throttle, Failures(count, NOON), NOON)
    assert pause_ms(throttle, Failures(count, NOON), NOON + pause) == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_client_belongs_to_a_network(address, network):
    assert network_of(address) == network


def test_full_width_letters_and_capitals_mean_the_same_account():
    assert account_key(" Ｍｏｒｉ ") == account_key("MORI") == "mori"


def test_accounts_have_plain_names_and_known_roles():
    check_new_account("mori.mayumi@ward", ["counter", "floor", "admin"])
    for login in ("", "森", "a b", "-x", "x" * 65, "MORI"):
        with pytest.raises(BadAccountName):
            check_new_account(login, [])
    with pytest.raises(NobodyHasRole):
        check_new_account("mori", ["king"])


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "madoguchimadoguchi", "x" * 1001])
def test_weak_passwords_are_refused(password):
    with pytest.raises(WeakPassword):
        check_new_password("madoguchi", password)


def test_long_passwords_are_fine_without_special_signs():
    check_new_password("mori", "madoguchi-demo")
    check_new_password("mori", "窓口に並ばない毎日がいちばんです")
