"""Sessions and devices through the door: signing in, CSRF, and who may hand out a token."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from oneboard.access.actor import Grant
from oneboard.accounts import accounts, devices
from oneboard.api import devices as device_routes
from oneboard.api import identity
from oneboard.api.identity import actor_of
from oneboard.api.routes import all_routes
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.foundation.settings import Settings
from tests.door import opened, post

PASSWORD = "correct horse"
TOWN = "5117.511702.511702001"
LI, ZHANG, CLERK, CHEN, FAR, ZHAO = (new_id(n) for n in range(6))
POSTS: dict[str, tuple[Grant, ...]] = {
    LI: (post("grid_worker", f"{TOWN}.g1"),),
    ZHANG: (post("town_dispatcher", TOWN),),
    CLERK: (post("clerk", "5117"),),
    CHEN: (post("founder", "5117"),),
    FAR: (post("grid_worker", "5117.511703.g9"),),
}


@pytest.fixture(autouse=True)
def posts(store: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (identity, device_routes):
        monkeypatch.setattr(module, "grants_of", lambda member, at_ms: POSTS.get(member, ()))
        monkeypatch.setattr(
            module, "grants_to_come", lambda member, at_ms: POSTS.get(member, ()), raising=False
        )


@pytest.fixture
def client() -> Iterator[Client]:
    with opened(all_routes(), actor_of) as client:
        for name, member in (("li", LI), ("zhang", ZHANG), ("clerk", CLERK), ("chen", CHEN), ("zhao", ZHAO)):
            accounts.create(name, PASSWORD, now_ms(), member=member)
        yield client


def sign_in(client: Client, name: str, password: str = PASSWORD) -> Any:
    body = {"username": name, "password": password}
    return client.post("/session", body, content_type="application/json")


def change(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """With the CSRF token that /me gives, unless the caller brings another way in."""
    if not headers:
        headers = {"X-CSRFToken": client.get("/me").json().get("csrf_token", "")}
    return getattr(client, method)(path, body or {}, content_type="application/json", headers=headers)


def test_signing_in_says_who_one_is_and_signing_out_ends_it(client: Client) -> None:
    reply = sign_in(client, "zhang").json()
    assert (reply["member"], reply["username"], reply["device"]) == (ZHANG, "zhang", None)
    assert "task.assign" in reply["verbs"]
    assert client.get("/me").json()["member"] == ZHANG
    assert change(client, "delete", "/session").status_code == 204
    assert client.get("/me").json()["code"] == "account.signed_out"


def test_cookies_are_for_the_server_only(client: Client) -> None:
    for cookie in sign_in(client, "li").cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_session_planted_before_is_worth_nothing_after_signing_in(client: Client) -> None:
    sign_in(client, "li")
    planted = client.cookies["oneboard_session"].value
    sign_in(client, "li")
    assert client.cookies["oneboard_session"].value != planted
    thief = Client(SERVER_NAME="localhost")
    thief.cookies["oneboard_session"] = planted
    assert thief.get("/me").status_code == 401


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client) -> None:
    replies = [sign_in(client, name, "wrong password") for name in ("li", "nobody")]
    assert replies[0].content == replies[1].content
    assert [reply.status_code for reply in replies] == [401, 401]
    assert not replies[0].cookies


def test_guessing_is_slowed_down_and_says_for_how_long(client: Client) -> None:
    replies = [sign_in(client, "li", "wrong password") for _ in range(11)]
    assert replies[-1].status_code == 429
    assert 890 <= int(replies[-1]["Retry-After"]) <= 901


def test_a_new_password_ends_the_other_sessions(client: Client) -> None:
    other = Client(SERVER_NAME="localhost")
    sign_in(other, "li")
    sign_in(client, "li")
    body = {"old": PASSWORD, "new": "battery staple"}
    assert change(client, "post", "/me/password", body | {"old": "wrong password"}).status_code == 401
    assert change(client, "post", "/me/password", body).status_code == 204
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 401
    assert sign_in(other, "li").status_code == 401


def test_a_closed_account_is_out_with_the_next_request(client: Client) -> None:
    sign_in(client, "li")
    accounts.close(str(accounts.check("li", PASSWORD, "", now_ms()).id))
    assert client.get("/me").status_code == 401


# Devices.


def enrolled(client: Client, member: str = LI, by: str = "zhang") -> tuple[str, str]:
    sign_in(client, by)
    code = change(client, "post", "/enrolments", {"member": member}).json()["code"]
    body = {"code": code, "name": "a phone"}
    reply = Client(SERVER_NAME="localhost").post("/devices", body, content_type="application/json").json()
    return reply["device"], reply["token"]


def test_a_phone_is_enrolled_speaks_for_its_member_and_needs_no_csrf(client: Client) -> None:
    device, token = enrolled(client)
    phone, header = (
        Client(enforce_csrf_checks=True, SERVER_NAME="localhost"),
        {"Authorization": f"Bearer {token}"},
    )
    reply = phone.get("/me", headers=header).json()
    assert (reply["device"], reply["member"], reply["username"], reply["csrf_token"]) == (
        device,
        LI,
        None,
        None,
    )
    assert phone.delete("/session", headers=header).status_code == 204


@pytest.mark.parametrize(
    "header", ["Bearer ", "Bearer x", "bearer", "Basic bGk6eA==", "Bearer ob1_" + "a" * 43]
)
def test_an_authorization_that_is_nobodys_is_not_helped_by_a_session(client: Client, header: str) -> None:
    sign_in(client, "li")
    assert client.get("/me", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("by", "member", "status"),
    [
        ("zhang", LI, 200),
        ("clerk", LI, 200),
        ("clerk", ZHANG, 200),
        ("chen", CLERK, 200),
        ("zhang", FAR, 404),
        ("zhang", CLERK, 404),
        ("zhang", ZHAO, 404),
        ("zhang", new_id(99), 404),
        ("zhang", ZHANG, 403),
        ("clerk", CHEN, 403),
        ("li", LI, 403),
        ("zhao", LI, 403),
    ],
)
def test_who_may_not_appoint_a_member_hands_out_no_token_for_him(
    client: Client, by: str, member: str, status: int
) -> None:
    sign_in(client, by)
    assert change(client, "post", "/enrolments", {"member": member}).status_code == status


def test_a_revoked_phone_is_told_so_and_one_unseen_looks_missing(client: Client) -> None:
    device, token = enrolled(client)
    far, _ = devices.add(FAR, "far", None, now_ms())
    for path in (f"/devices/{far.id}", f"/devices/{new_id(9)}", "/devices/x"):
        assert change(client, "delete", path).status_code == 404
    assert [row["device"] for row in client.get(f"/members/{LI}/devices").json()["devices"]] == [device]
    assert change(client, "delete", f"/devices/{device}").status_code == 204
    reply = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    assert (reply.status_code, reply.json()["code"]) == (401, "device.revoked")
    assert client.get(f"/members/{LI}/devices").json()["devices"][0]["revoked_ms"] is not None
    assert client.get(f"/members/{FAR}/devices").status_code == 404
