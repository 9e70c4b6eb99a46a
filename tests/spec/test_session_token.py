"""A browser's cookie alone changes nothing: another site could make it speak. See docs/spec/hostile.md."""

from typing import Any

import pytest
from django.test import Client

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from tests.house import PASSWORD, House


@pytest.fixture
def browser(house: House) -> Client:
    """Of the officer on duty."""
    browser = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    body = {"username": "officer", "password": PASSWORD}
    assert browser.post("/session", body, "application/json").status_code == 200
    return browser


def change(browser: Client, **headers: str) -> tuple[int, Any]:
    body = {"id": new_id(now_ms()), "incident": new_id(now_ms()), "title": "演练", "sort": "exercise"}
    reply = browser.post("/incidents", body, "application/json", headers=headers)
    return reply.status_code, reply.json()


def token(browser: Client) -> str:
    return str(browser.get("/me").json()["csrf_token"])


@pytest.mark.parametrize("wrong", ["", "x" * 64])
def test_a_session_changes_nothing_without_its_token_and_is_told_where_to_find_it(
    browser: Client, wrong: str
) -> None:
    status, told = change(browser, **{"X-CSRFToken": wrong})
    assert (status, told["code"]) == (403, "session.token")
    assert "csrf_token" in told["text"]
    assert change(browser, **{"X-CSRFToken": token(browser)})[0] == 200


def test_a_page_elsewhere_changes_nothing_and_is_told_who_may_name_it(browser: Client) -> None:
    headers = {"X-CSRFToken": token(browser), "Origin": "https://elsewhere.example"}
    status, told = change(browser, **headers)
    assert (status, told["code"]) == (403, "session.origin")
    assert told["fields"] == {"origin": "https://elsewhere.example"}


def test_without_a_session_one_is_asked_to_sign_in_rather_than_for_a_token(browser: Client) -> None:
    browser.cookies.clear()
    status, told = change(browser)
    assert (status, told["code"]) == (401, "account.signed_out")
