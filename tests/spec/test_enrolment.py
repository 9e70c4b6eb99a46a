"""Devices and the one-time codes that enrol them."""

from unittest.mock import patch

import pytest
from django.db import connection

from oneboard.accounts import devices, enrolments
from oneboard.accounts.models import Device, Enrolment
from oneboard.foundation.clock import MINUTE_MS
from oneboard.foundation.ids import new_id
from tests.door import at_once, code_of

NOW = 1_580_000_000_000
MEMBER = new_id(NOW)
CLERK = new_id(NOW)

pytestmark = pytest.mark.usefixtures("store")


def test_a_code_enrols_one_device_however_it_is_typed() -> None:
    code, expires_ms = enrolments.issue_code(MEMBER, CLERK, NOW)
    assert (len(code), expires_ms) == (10, NOW + 15 * MINUTE_MS)
    typed = f" {code[:5].lower()}-{code[5:].lower()} ".replace("0", "o").replace("1", "l")
    device, token = enrolments.enrol(typed, "Li's phone", "10.0.0.1", NOW + 1)
    found = devices.bearer_of(token)
    assert found is not None
    assert (found.device, found.member, device.enrolled_by) == (device.id, MEMBER, CLERK)
    assert code_of(enrolments.enrol, code, "another", "10.0.0.1", NOW + 2) == "enrolment.invalid"


@pytest.mark.parametrize("code", ["", "AAAAAAAAAA", "\x00", "x" * 10_000, "一二三"])
def test_a_wrong_code_enrols_nothing(code: str) -> None:
    enrolments.issue_code(MEMBER, CLERK, NOW)
    assert code_of(enrolments.enrol, code, "phone", "10.0.0.1", NOW) == "enrolment.invalid"
    assert not Device.objects.exists()


def test_a_code_expires_and_is_forgotten() -> None:
    code, expires_ms = enrolments.issue_code(MEMBER, CLERK, NOW)
    assert code_of(enrolments.enrol, code, "phone", "10.0.0.1", expires_ms) == "enrolment.invalid"
    assert enrolments.sweep(expires_ms + 1) == 0
    assert enrolments.sweep(expires_ms + 86_400_001) == 1


def test_of_many_phones_with_one_code_at_once_one_is_enrolled() -> None:
    code, _ = enrolments.issue_code(MEMBER, CLERK, NOW)
    found = at_once(lambda n: enrolments.enrol(code, f"phone {n}", f"10.0.0.{n}", NOW))
    assert found.count("enrolment.invalid") == 7
    assert Device.objects.count() == 1


def test_codes_cannot_be_guessed_from_one_address() -> None:
    found = [code_of(enrolments.enrol, "AAAAAAAAAA", "x", "10.0.0.1", NOW) for _ in range(61)]
    assert found[-1] == "account.throttled"


def test_neither_codes_nor_tokens_are_kept_in_the_clear() -> None:
    code, _ = enrolments.issue_code(MEMBER, CLERK, NOW)
    _, token = enrolments.enrol(code, "phone", "10.0.0.1", NOW)
    rows = [*Enrolment.objects.values_list(), *Device.objects.values_list()]
    assert not [row for row in rows if code in row or token in row or token.removeprefix("ob1_") in row]


def test_a_revoked_device_is_still_found_with_the_first_time_it_was_revoked() -> None:
    device, token = devices.add(MEMBER, "phone", None, NOW)
    assert devices.revoke(device.id, NOW + 5)
    assert devices.revoke(device.id, NOW + 9)
    found = devices.bearer_of(token)
    assert found is not None
    assert found.revoked_ms == NOW + 5
    assert not devices.revoke(new_id(NOW), NOW)


@pytest.mark.parametrize("token", ["", "ob1_", "ob1_" + "a" * 42, "x" * 100_000, "ob1_" + "a" * 42 + "\x00"])
def test_what_cannot_be_a_token_asks_the_store_nothing(token: str) -> None:
    with patch.object(connection, "cursor", side_effect=AssertionError):
        assert devices.bearer_of(token) is None
