"""Accounts: the first one, passwords and their throttle."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.test import override_settings

from oneboard.accounts import accounts, throttle
from oneboard.accounts.models import Account, Throttle
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import new_id
from oneboard.foundation.settings import Settings
from tests.door import FAST, at_once, code_of

NOW = 1_580_000_000_000
PASSWORD = "correct horse"
MEMBER = new_id(NOW)
CLERK = new_id(NOW)


@pytest.fixture(autouse=True)
def credentials(store: Settings) -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=FAST):
        yield


# The first account.


def test_the_first_account_is_made_once_with_a_password_shown_once() -> None:
    account, password = accounts.create_first("chen", NOW)
    assert len(password) >= 20
    assert password not in account.password
    assert accounts.check("chen", password, "10.0.0.1", NOW).id == account.id
    assert code_of(accounts.create_first, "other", NOW) == "account.exists"


def test_of_many_first_accounts_at_once_one_is_made() -> None:
    made = at_once(lambda n: accounts.create_first(f"chen{n}", NOW, password=PASSWORD))
    assert sorted(map(str, made)).count("account.exists") == 7
    assert Account.objects.count() == 1


def test_a_name_and_a_member_have_one_account_each() -> None:
    accounts.create("Ｌｉ Wei ", PASSWORD, NOW, member=MEMBER)
    assert code_of(accounts.create, "li wei", PASSWORD, NOW) == "account.exists"
    assert code_of(accounts.create, "another", PASSWORD, NOW, member=MEMBER) == "account.exists"


@pytest.mark.parametrize("name", ["", "  ", "a\x00b", "a\nb", "x" * 65, "\ud800"])
def test_a_name_that_cannot_be_is_refused_and_opens_nothing(name: str) -> None:
    assert code_of(accounts.create, name, PASSWORD, NOW) == "body.invalid"
    assert code_of(accounts.check, name, PASSWORD, "10.0.0.1", NOW) == "account.wrong"


@pytest.mark.parametrize("password", ["", "nine char", "x" * 257])
def test_a_password_is_neither_short_nor_endless(password: str) -> None:
    assert code_of(accounts.create, "li", password, NOW) == "body.invalid"


# Signing in.


def test_unknown_wrong_and_closed_look_alike_and_cost_the_same_work() -> None:
    accounts.create("li", PASSWORD, NOW)
    closed = accounts.create("zhao", PASSWORD, NOW)
    accounts.close(closed.id)
    for name, password in (("nobody", PASSWORD), ("li", "wrong password"), ("zhao", PASSWORD)):
        with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y") as encode:
            assert code_of(accounts.check, name, password, "10.0.0.1", NOW) == "account.wrong"
        assert encode.call_count == 1, name


def test_a_name_is_throttled_at_an_address_whether_or_not_it_exists_and_the_right_password_too() -> None:
    accounts.create("li", PASSWORD, NOW)
    for name in ("li", "nobody"):
        for _ in range(throttle.PER_NAME_AT_PEER):
            assert code_of(accounts.check, name, "wrong password", "10.0.0.1", NOW) == "account.wrong"
        with pytest.raises(Refusal) as refused:
            accounts.check(name, PASSWORD, "10.0.0.1", NOW)
        assert (refused.value.code, refused.value.fields["seconds"]) == ("account.throttled", 901)
    accounts.check("li", PASSWORD, "10.0.0.2", NOW)
    accounts.check("li", PASSWORD, "10.0.0.1", NOW + throttle.WINDOW_MS)


def test_a_success_takes_back_its_own_count_and_not_the_guesses_before() -> None:
    accounts.create("li", PASSWORD, NOW)
    for _ in range(3 * throttle.PER_PEER):
        accounts.check("li", PASSWORD, "10.0.0.1", NOW)
    for _ in range(throttle.PER_NAME_AT_PEER):
        assert code_of(accounts.check, "li", "wrong password", "10.0.0.1", NOW) == "account.wrong"
        if Throttle.objects.filter(failures__gte=throttle.PER_NAME_AT_PEER).count() == 0:
            accounts.check("li", PASSWORD, "10.0.0.1", NOW)
    assert code_of(accounts.check, "li", PASSWORD, "10.0.0.1", NOW) == "account.throttled"


def test_guesses_at_the_same_moment_are_all_counted() -> None:
    accounts.create("li", PASSWORD, NOW)
    found = at_once(lambda _: accounts.check("li", "wrong password", "10.0.0.1", NOW), times=16)
    assert found.count("account.wrong") == throttle.PER_NAME_AT_PEER
    assert found.count("account.throttled") == 16 - throttle.PER_NAME_AT_PEER


def test_an_address_that_tries_many_names_waits() -> None:
    found = [code_of(accounts.check, f"n{n}", PASSWORD, f"2001:db8::{n:x}", NOW) for n in range(61)]
    assert found == ["account.wrong"] * throttle.PER_PEER + ["account.throttled"]


def test_the_throttle_keeps_no_name_and_forgets() -> None:
    code_of(accounts.check, "my secret password", "x", "10.9.8.7", NOW)
    assert not [row for row in Throttle.objects.all() if "secret" in row.key or "10.9" in row.key]
    assert throttle.sweep(NOW) == 0
    assert throttle.sweep(NOW + throttle.WINDOW_MS) == 3
