"""Signing in and pairing on real databases: what is refused leaves no trace, what is counted stays counted."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.domain.access import Caller, CallerKind, DeviceKind, PairingState
from app.domain.access_errors import (
    AccountExists,
    NoSuchAccount,
    NoSuchDevice,
    NoSuchPairing,
    PairingExpired,
    SignInFailed,
    TokenUnknown,
    TooManyAttempts,
    TooManyPairings,
    WeakPassword,
    WrongOffice,
)
from app.domain.errors import NobodyMay, NoSuchOffice
from app.domain.times import HOUR, MINUTE, SECOND
from app.storage import access as rows
from app.storage.access_tables import (
    access_log,
    accounts,
    devices,
    known_browsers,
    pairings,
    sessions,
    sign_in_failures,
)
from app.storage.tables import offices
from app.usecases import access, pairing, passwords
from app.usecases.accounts import add_account, close_account, set_password

NOON = 1_763_694_000_000
PASSWORD = "madoguchi-demo"
ADMIN = Caller(CallerKind.STAFF, "admin", "管理", frozenset({"admin"}))
OFFICE = {"version": 0, "day_version": 0, "revision": 0, "document": "{}"}


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch):
    """Argon2 with small numbers: the same code in a hundredth of the time."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),)))
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def changing(engine):
    return partial(rows.changing, engine, threading.Lock())


@pytest.fixture
def mori(changing):
    add_account(changing, "mori", "森", ["counter"], PASSWORD, NOON, offices=["kumin"])
    return "mori"


@pytest.fixture
def ward(changing):
    with changing() as connection:
        for office_id in ("kumin", "branch"):
            connection.execute(insert(offices).values(id=office_id, **OFFICE))


def try_it(changing, password=PASSWORD, *, account="mori", network="192.0.2.0/24", browser=None, now=NOON):
    return access.sign_in(changing, access.Credentials(account, password, network, browser), now)


def fail(changing, times, **how):
    for _ in range(times):
        with pytest.raises(SignInFailed):
            try_it(changing, "a wrong password", **how)


def who(engine, token, now=NOON):
    with engine.connect() as connection:
        return access.who_is(connection, token, now)


def count(engine, table):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_signing_in_gives_a_session_that_knows_who_it_is(engine, changing, mori):
    signed_in = try_it(changing)
    known = who(engine, signed_in.token)
    assert known.caller == Caller(CallerKind.STAFF, "mori", "森", frozenset({"counter"}), frozenset({"kumin"}))
    assert known.ends_at == signed_in.expires_at == NOON + 12 * HOUR


def test_the_account_may_be_typed_in_full_width_letters(changing, mori):
    assert try_it(changing, "ｍａｄｏｇｕｃｈｉ-demo", account=" ＭＯＲＩ ").caller.id == "mori"


def test_no_secret_is_stored(engine, changing, mori):
    signed_in = try_it(changing)
    secrets = (signed_in.token, signed_in.browser_token, PASSWORD)
    for table in (accounts, sessions, known_browsers, sign_in_failures, access_log):
        with engine.connect() as connection:
            stored = repr(connection.execute(select(table)).all())
        assert not [secret for secret in secrets if secret in stored]


def test_what_a_stranger_typed_is_not_in_the_log(engine, changing):
    with pytest.raises(SignInFailed):
        try_it(changing, account="my-password-by-mistake")
    with engine.connect() as connection:
        logged = connection.execute(select(access_log.c.what, access_log.c.target)).all()
    assert [tuple(each) for each in logged] == [("sign_in_failed", "an unknown account")]


@pytest.mark.parametrize("account", ["mori", "nobody"])
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(changing, mori, account):
    with pytest.raises(SignInFailed) as refusal:
        try_it(changing, "a wrong password", account=account)
    assert str(refusal.value) == "The account or the password is wrong."


def test_an_unknown_account_costs_a_hash_as_well(changing, mori, monkeypatch):
    looked_at = []
    verify = passwords._HASHER.verify
    monkeypatch.setattr(passwords._HASHER, "verify", lambda *given: looked_at.append(given) or verify(*given))
    fail(changing, 1, account="nobody")
    assert len(looked_at) == 1


@pytest.mark.parametrize("account", ["mori", "nobody"])
def test_guessing_gets_slow_for_known_and_unknown_accounts_alike(changing, mori, account):
    fail(changing, 3, account=account)
    with pytest.raises(TooManyAttempts) as refusal:
        try_it(changing, account=account)
    assert refusal.value.details == {"seconds": 2}


def test_an_attempt_that_was_refused_is_not_counted(changing, mori):
    fail(changing, 3)
    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            try_it(changing)
    assert try_it(changing, now=NOON + 2 * SECOND).caller.id == "mori"


def test_a_good_sign_in_forgets_the_failures(changing, mori):
    fail(changing, 3)
    try_it(changing, now=NOON + 2 * SECOND)
    fail(changing, 3, now=NOON + 3 * SECOND)


def test_an_attacker_cannot_lock_the_owners_known_browser(changing, mori):
    browser = try_it(changing).browser_token
    for minute in range(60):  # guesses from the same network as fast as they are allowed
        with pytest.raises((SignInFailed, TooManyAttempts)):
            try_it(changing, "a wrong password", now=NOON + minute * MINUTE)
    with pytest.raises(TooManyAttempts):
        try_it(changing, now=NOON + 60 * MINUTE)
    assert try_it(changing, browser=browser, now=NOON + 60 * MINUTE).caller.id == "mori"


def test_an_attacker_elsewhere_does_not_slow_down_the_owners_network(changing, mori):
    fail(changing, 3, network="198.51.100.0/24")
    assert try_it(changing).caller.id == "mori"


def test_a_stolen_browser_mark_has_a_counter_too(changing, mori):
    browser = try_it(changing).browser_token
    fail(changing, 5, browser=browser)
    with pytest.raises(TooManyAttempts):
        try_it(changing, browser=browser)


def test_a_browser_is_known_for_the_accounts_that_signed_in_with_it_only(changing, mori):
    add_account(changing, "sato", "佐藤", ["floor"], PASSWORD, NOON)
    browser = try_it(changing).browser_token
    fail(changing, 3, account="sato", browser=browser)
    with pytest.raises(TooManyAttempts):
        try_it(changing, account="sato", browser=browser)
    assert try_it(changing, browser=browser).browser_token == browser


def test_a_network_that_tries_many_accounts_is_slowed_down_and_known_browsers_there_are_not(changing, mori):
    browser = try_it(changing).browser_token
    for number in range(50):
        fail(changing, 1, account=f"guess{number}")
    with pytest.raises(TooManyAttempts):
        try_it(changing, account="guess50")
    assert try_it(changing, browser=browser).caller.id == "mori"


def test_colleagues_who_sign_in_do_not_use_up_their_network(changing, mori):
    for _ in range(60):
        try_it(changing)


def test_attempts_at_the_same_moment_are_all_counted(changing, mori):
    def guess(_):
        with pytest.raises((SignInFailed, TooManyAttempts)) as refusal:
            try_it(changing, "a wrong password")
        return refusal.type

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count(SignInFailed) == 3


def test_a_session_ends_when_its_owner_signs_out(engine, changing, mori):
    signed_in = try_it(changing)
    with changing() as connection:
        access.sign_out(connection, signed_in.token, signed_in.caller, NOON)
    assert who(engine, signed_in.token) is None


def test_a_session_that_is_used_lives_until_its_end(engine, changing, mori):
    token = try_it(changing).token
    assert who(engine, token, NOON + 3 * HOUR).unseen
    with changing() as connection:
        access.session_used(connection, token, NOON + 3 * HOUR)
    assert not who(engine, token, NOON + 3 * HOUR).unseen
    assert who(engine, token, NOON + 6 * HOUR)
    assert who(engine, token, NOON + 7 * HOUR) is None


@pytest.mark.parametrize("token", ["", "ms_", "ms_" + "A" * 43, "md_" + "A" * 43, "森" * 46, "x" * 10_000])
def test_a_forged_token_is_nobody(engine, changing, mori, token):
    try_it(changing)
    assert who(engine, token) is None


def test_a_new_password_ends_all_sessions_and_makes_browsers_strangers(engine, changing, mori):
    signed_in = try_it(changing)
    set_password(changing, "mori", "another password", NOON)
    assert who(engine, signed_in.token) is None
    assert count(engine, known_browsers) == 0
    fail(changing, 1, browser=signed_in.browser_token)
    assert try_it(changing, "another password").caller.id == "mori"


def test_a_closed_account_is_out_at_once_and_stays_out(engine, changing, mori):
    token = try_it(changing).token
    close_account(changing, "mori", NOON)
    assert who(engine, token) is None
    with pytest.raises(SignInFailed):
        try_it(changing)


def test_accounts_are_added_once(engine, changing, mori):
    with pytest.raises(AccountExists):
        add_account(changing, "MORI", "森", ["floor"], PASSWORD, NOON)
    with pytest.raises(WeakPassword):
        add_account(changing, "sato", "佐藤", ["floor"], "sato", NOON)
    with pytest.raises(NoSuchAccount):
        set_password(changing, "sato", PASSWORD, NOON)
    assert count(engine, accounts) == 1


def test_an_error_of_the_database_tells_no_secret(changing, mori):
    row = {"id": "mori", "name": "森", "password_hash": "the-hash", "roles": [], "offices": []}
    with pytest.raises(IntegrityError) as error, changing() as connection:
        rows.insert_account(connection, {**row, "active": True, "created_at": NOON})
    assert "the-hash" not in str(error.value)


def test_old_counters_and_sessions_are_forgotten(engine, changing, mori):
    fail(changing, 1, account="nobody")
    try_it(changing)
    try_it(changing, now=NOON + 500 * 24 * HOUR)
    assert (count(engine, sessions), count(engine, known_browsers)) == (1, 1)
    assert count(engine, sign_in_failures) <= 1


def ask(changing, office="kumin", kind=DeviceKind.KIOSK, now=NOON):
    with changing() as connection:
        return pairing.request_pairing(connection, office, kind, now)


def claim(engine, asked, now=NOON, secret=None):
    with engine.connect() as connection:
        return pairing.claim_pairing(connection, asked.id, secret or asked.secret, now)


@pytest.mark.usefixtures("ward")
def test_a_device_is_paired_by_its_code(engine, changing):
    asked = ask(changing)
    assert claim(engine, asked) == (PairingState.WAITING, None)
    device = pairing.approve_pairing(changing, ADMIN, asked.code, "入口", NOON)
    state, token = claim(engine, asked)
    assert state is PairingState.PAIRED
    assert who(engine, token).caller == Caller(
        CallerKind.DEVICE, device["id"], "入口", offices=frozenset({"kumin"}), device=DeviceKind.KIOSK
    )


@pytest.mark.usefixtures("ward")
def test_an_answer_that_got_lost_can_be_asked_for_again(engine, changing):
    asked = ask(changing)
    pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    assert claim(engine, asked) == claim(engine, asked)


@pytest.mark.usefixtures("ward")
def test_a_revoked_device_is_nobody_and_gets_no_new_token(engine, changing):
    asked = ask(changing)
    device = pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    _, token = claim(engine, asked)
    with changing() as connection:
        pairing.revoke_device(connection, ADMIN, device["id"], NOON + 1)
    assert who(engine, token) is None
    assert claim(engine, asked, NOON + 1) == (PairingState.EXPIRED, None)
    with pytest.raises(NoSuchDevice), changing() as connection:
        pairing.revoke_device(connection, ADMIN, device["id"], NOON + 2)


@pytest.mark.usefixtures("ward")
def test_the_token_is_for_the_device_that_asked(engine, changing):
    asked, other = ask(changing), ask(changing)
    for secret in (other.secret, "mp_" + "A" * 43, ""):
        with pytest.raises(TokenUnknown):
            claim(engine, asked, secret=secret or "x")
    with pytest.raises(NoSuchPairing), engine.connect() as connection:
        pairing.claim_pairing(connection, "unknown", asked.secret, NOON)


@pytest.mark.usefixtures("ward")
def test_a_code_is_good_for_ten_minutes(engine, changing):
    asked = ask(changing)
    with pytest.raises(PairingExpired):
        pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON + 10 * MINUTE)
    assert count(engine, devices) == 0
    assert claim(engine, asked, NOON + 10 * MINUTE) == (PairingState.EXPIRED, None)


@pytest.mark.usefixtures("ward")
def test_a_code_is_used_once(engine, changing):
    asked = ask(changing)
    pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    with pytest.raises(NoSuchPairing):
        pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    assert count(engine, devices) == 1


@pytest.mark.usefixtures("ward")
def test_guessing_codes_gets_slow(engine, changing):
    asked = ask(changing)
    wrong = f"{(int(asked.code) + 1) % 1_000_000:06}"
    for _ in range(5):
        with pytest.raises(NoSuchPairing):
            pairing.approve_pairing(changing, ADMIN, wrong, "", NOON)
    with pytest.raises(TooManyAttempts):
        pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    assert count(engine, devices) == 0
    assert pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON + 10 * SECOND)["office"] == "kumin"


@pytest.mark.usefixtures("ward")
def test_administrators_pair_and_revoke_in_their_own_offices(engine, changing):
    branch_admin = Caller(CallerKind.STAFF, "b", roles=frozenset({"admin"}), offices=frozenset({"branch"}))
    clerk = Caller(CallerKind.STAFF, "c", roles=frozenset({"counter"}))
    asked = ask(changing)
    for caller, refusal in ((branch_admin, WrongOffice), (clerk, NobodyMay)):
        with pytest.raises(refusal):
            pairing.approve_pairing(changing, caller, asked.code, "", NOON)
    device = pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    with pytest.raises(WrongOffice), changing() as connection:
        pairing.revoke_device(connection, branch_admin, device["id"], NOON)
    with engine.connect() as connection:
        assert pairing.list_devices(connection, branch_admin) == []
        assert [each["id"] for each in pairing.list_devices(connection, ADMIN)] == [device["id"]]


@pytest.mark.usefixtures("ward")
def test_devices_belong_to_offices_that_exist_and_do_not_wait_in_crowds(engine, changing):
    with pytest.raises(NoSuchOffice):
        ask(changing, "nowhere")
    for _ in range(100):
        ask(changing)
    with pytest.raises(TooManyPairings):
        ask(changing)
    ask(changing, "branch")
    ask(changing, now=NOON + 10 * MINUTE)
    with engine.connect() as connection:
        waiting = connection.execute(select(pairings.c.code).where(pairings.c.office_id == "kumin")).scalars().all()
    assert len(set(waiting)) == len(waiting)


@pytest.mark.usefixtures("ward")
def test_a_device_says_that_it_lives(engine, changing):
    asked = ask(changing)
    pairing.approve_pairing(changing, ADMIN, asked.code, "", NOON)
    caller = who(engine, claim(engine, asked)[1]).caller
    with changing() as connection:
        pairing.device_seen(connection, caller, NOON + MINUTE)
    with engine.connect() as connection:
        assert pairing.list_devices(connection, ADMIN)[0]["last_seen_at"] == NOON + MINUTE


@pytest.mark.usefixtures("ward")
def test_in_the_demo_a_pairing_approves_itself(engine, changing):
    with changing() as connection:
        asked = pairing.pair_at_once(connection, "kumin", DeviceKind.SIGNAGE, NOON)
    state, token = claim(engine, asked)
    assert (state, who(engine, token).caller.device) == (PairingState.PAIRED, DeviceKind.SIGNAGE)
