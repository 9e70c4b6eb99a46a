"""The field door judges every entry of tests/vectors/envelope.json as the file says."""

from pathlib import Path

import msgspec

from oneboard.foundation.clock import iso, now_ms
from tests.house import House

CASES = msgspec.json.decode((Path(__file__).parents[1] / "vectors/envelope.json").read_bytes())["cases"]


def test_every_entry_of_the_envelope_is_judged_alike(house: House) -> None:
    """Each in a batch of its own; then all in one, where no bad one may change what becomes of its neighbours."""
    tokens = {
        "$MEMBER": house.members["li"],
        "$POST_OF_NEIGHBOUR": house.posts["neighbour"],
        "$POST": house.posts["li"],
        "$DEVICE": house.devices["li"],
        "$NOW": iso(now_ms()),
    }
    texts = [case["entry"] for case in CASES]
    for token, value in tokens.items():
        texts = [text.replace(token, value) for text in texts]
    expected = [(case["name"], case["outcome"], case["reason"]) for case in CASES]
    assert [
        (case["name"], *_judged(house, [text])[0]) for case, text in zip(CASES, texts, strict=True)
    ] == expected
    assert [
        (case["name"], *found) for case, found in zip(CASES, _judged(house, texts), strict=True)
    ] == expected


def _judged(house: House, texts: list[str]) -> list[tuple[str, str]]:
    head = f'{{"device":"{house.devices["li"]}","sent_at":"{iso(now_ms())}","entries":['
    reply = house.raw_phone("li", (head + ",".join(texts) + "]}").encode())
    assert reply.status == 200, reply
    return [(entry["outcome"], entry.get("reason", "")) for entry in reply.body["entries"]]
