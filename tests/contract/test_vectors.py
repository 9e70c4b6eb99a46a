"""The vectors that every client shares say what this one does. How to use each: tests/vectors/README.md."""

import hashlib
import secrets
from pathlib import Path
from typing import Any

import msgspec
import pytest

from oneboard.foundation.canonical import canonical
from oneboard.foundation.clock import day_number, day_of, day_text, shift_ms
from oneboard.foundation.ids import derived_id, near_id, new_id
from oneboard.journal.blocks import LineRow, entry_digest, seal_block
from tests.contract.said import Step, ident
from tests.contract.stage import Stage
from tests.contract.test_twice import one

FOLDER = Path(__file__).parents[1] / "vectors"


def vectors(name: str) -> Any:
    return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes())


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", vectors("canonical")["cases"], ids=named)
def test_a_value_has_one_canonical_form(case: dict[str, Any]) -> None:
    assert canonical(case["value"]).decode() == case["canonical"]
    assert hashlib.sha256(canonical(case["value"])).hexdigest() == case["sha256"]


@pytest.mark.parametrize("case", vectors("ids")["new"], ids=lambda case: case["id"])
def test_a_new_id_is_laid_out_alike(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda count: bytes.fromhex(case["random"])[:count])
    assert new_id(case["ms"]) == case["id"]


@pytest.mark.parametrize("case", vectors("ids")["derived"], ids=lambda case: case["id"])
def test_a_derived_id_is_derived_alike(case: dict[str, Any]) -> None:
    assert derived_id(case["rule"], *case["parts"]) == case["id"]
    assert (
        hashlib.sha256(bytes.fromhex(case["preimage"])).hexdigest()[:12] == case["id"].replace("-", "")[:12]
    )


@pytest.mark.parametrize("case", vectors("ids")["near"], ids=lambda case: case["id"])
def test_an_id_near_another_is_derived_alike(case: dict[str, Any]) -> None:
    assert near_id(case["near"], case["rule"], *case["parts"]) == case["id"]


def test_a_block_and_its_entries_are_hashed_alike() -> None:
    for block in vectors("blocks")["blocks"]:
        lines = [LineRow(e["seq"], "", e["recorded_at"], e["body"]) for e in block["entries"]]
        assert seal_block(block["number"], block["previous"], lines).hash == block["hash"]
        assert hashlib.sha256(bytes.fromhex(block["hashed"])).hexdigest() == block["hash"]
        for e in block["entries"]:
            assert entry_digest(e["seq"], e["recorded_at"], e["body"].encode()).hex() == e["digest"]


@pytest.mark.parametrize("case", vectors("clocks")["shifts"], ids=named)
def test_a_wrong_clock_is_shifted_alike(case: dict[str, Any]) -> None:
    shift = shift_ms(case["sent_at"], case["received_at"])
    assert shift == case["shift_ms"]
    assert min(case["happened_at"] + shift, case["received_at"]) == case["at"]


@pytest.mark.parametrize("case", vectors("clocks")["days"], ids=named)
def test_an_instant_belongs_to_the_same_day(case: dict[str, Any]) -> None:
    day = day_of(case["instant"], case["zone"])
    assert (day_text(day), day, day_number(case["day"])) == (case["day"], case["number"], case["number"])


@pytest.mark.parametrize("sequence", vectors("outcomes")["sequences"], ids=named)
def test_a_sequence_of_batches_is_answered_alike(stage: Stage, sequence: dict[str, Any]) -> None:
    with stage.rehearsal() as rehearsal:
        for batch, answers in zip(sequence["batches"], sequence["answers"], strict=True):
            outcomes = rehearsal.observe(rehearsal.prepared([_entry(said) for said in batch]))
            assert [_answer(outcome, len(stage.journal)) for outcome in outcomes] == answers


def _entry(said: dict[str, Any]) -> Any:
    names = {"corrects": said.get("corrects"), "task": said.get("task")}
    links = {field: ident("vector", ord(name)) for field, name in names.items() if name}
    parents = tuple(ident("vector", ord(name)) for name in said.get("parents", ()))
    return one(
        Step(0, "g1", said["says"], 1, 1, None, False),
        id=ident("vector", ord(said["id"])),
        parents=parents,
        **links,
    )


def _answer(outcome: Any, before: int) -> dict[str, Any]:
    if outcome.seq is not None:
        return {"outcome": outcome.outcome, "seq": outcome.seq - before}
    return {"outcome": outcome.outcome, "reason": outcome.reason}
