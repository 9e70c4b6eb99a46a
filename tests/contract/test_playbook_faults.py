"""What docs/playbooks.md says of faults: each with file and line, all of them, and what would be right."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.playbooks.loader import load
from oneboard.playbooks.schema import Playbook

SOURCE = (Path(__file__).parents[2] / "content/epidemic/playbooks/household_visit.yaml").read_text(
    encoding="utf-8"
)


def said(source: str | bytes, locale: str = "en") -> list[str]:
    raw = source.encode() if isinstance(source, str) else source
    with pytest.raises(Refusal) as refused:
        load(raw, "visit.yaml")
    problem = refused.value.fields["problem"]
    assert isinstance(problem, tuple)
    assert all(say(language, phrase.key, phrase.fields) for language in LOCALES for phrase in problem)
    return [say(locale, phrase.key, phrase.fields) for phrase in problem]


def line_of(text: str) -> int:
    return SOURCE[: SOURCE.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("holder: grid", "holdr: grid", "task.holdr: unknown key holdr; did you mean holder?"),
        ("holder: grid_worker", "colour: red\n  holder: grid_worker", "task.colour: unknown key colour; there are"),
        ("subject: households", "# none", "subject is missing"),
        ("version: 1", "version: one", "version: one is not as it must be; right would be integer ≥ 1"),
        ("version: 1", "version: 0", "version: 0 is not as it must be"),
        ("version: 1", "version: yes", "version: yes is not as it must be"),
        ("due: 3d", "due: 3 days", "task.states.to_visit.due: 3 days is not as it must be; write it like 30m, 8h, 3d"),
        ("[S19, S21]", "S19", "serves: this must be a list […], not S19"),
        ("[S19, S21]", "[S19, S99]", "serves.1: S99 is not as it must be; write it like S19"),
        ("{final: true}", "final", "task.states.visited: this must be a mapping of keys and values, not final"),
        ("to_visit: {due", "To Visit: {due", "task.states.To Visit: To Visit cannot be a key"),
        ("zh: 入户走访", "fr: Visite", "title.fr: fr cannot be a key; it must be en | zh"),
        ("to: visited", "to: vsited", "task.steps.visit.to: unknown state vsited; there are to_visit, revisit"),
        ("to: refused", "to: visited", "task.states.refused: no step leads here"),
        ("visited: {final: true}", "visited: {}", "task.states.visited: no step leads out; add one"),
        ("visited: {final: true}", "visited: {final: true, due: 1d}", "task.states.visited: a final state has no due"),
        ("door: image", "door: picture", "questions.door: unknown type picture; there are integer"),
        ("leaflets: counted", "handouts: counted", "readable.handouts: there is no question handouts"),
        ("leaflets: counted, and it names nobody", 'leaflets: " "', "readable.leaflets: say why it may be read"),
        ("{sum: leaflets}", "{sum: needs}", "count.leaflets_handed_out.sum: needs is no question for a whole number"),
        ("{sum: leaflets}", "{sum: members/temperature}", "members/temperature is sealed; list it under readable"),
        ("{sum: leaflets}", "{}", "count.leaflets_handed_out: say exactly one of distinct, sum, times"),
        ("when: visit}", "when: vist}", "count.households_visited.when: there is no step vist; there are visit"),
    ],
)  # fmt: skip
def test_a_fault_says_its_line_and_what_would_be_right(right: str, wrong: str, expected: str) -> None:
    found = said(SOURCE.replace(right, wrong, 1))
    assert any(expected in line for line in found), found
    assert all(line.startswith("visit.yaml:") for line in found)


def test_the_line_is_that_of_the_fault() -> None:
    assert said(SOURCE.replace("due: 1d", "due: soon"))[0].startswith(f"visit.yaml:{line_of('due: 1d')}: ")
    assert said(SOURCE.replace("  holder: grid_worker\n", ""))[0].startswith(
        f"visit.yaml:{line_of('task:')}: "
    )


def test_all_faults_are_named_in_the_order_of_their_lines() -> None:
    broken = (
        SOURCE.replace("version: 1", "version: one").replace("due: 3d", "due: soon").replace("{sum", "{summ")
    )
    found = said(broken)
    lines = [int(line.split(":")[1]) for line in found]
    assert lines == [line_of("version: 1"), line_of("due: 3d"), line_of("{sum")]


def test_faults_are_said_in_the_readers_language() -> None:
    assert said(SOURCE.replace("version: 1", "versoin: 1"), "zh") == [
        "visit.yaml:3: versoin：不认识 versoin，是否应为 version？"
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (b"", "this must be a mapping"), (b"- 1", "this must be a mapping"), (b"a: [", "not valid YAML"),
        (b"\xff", "not valid YAML"), (b"a: 1\na: 2\n", "visit.yaml:2: this is not valid YAML: found duplicate key"),
        (b"a: &a [*a]", "no references by & and *"), (b"[" * 3000, "not valid YAML"),
        (b"a: !!python/object:os.system x", "not valid YAML"),
        (b"a: 2020-13-45", "valid YAML"), (b"? [1]\n: 2", "unknown key (1,)"),
    ],
)  # fmt: skip
def test_what_is_no_playbook_is_refused(source: bytes, expected: str) -> None:
    assert any(expected in line for line in said(source)), said(source)


@given(st.integers(0, len(SOURCE)), st.text(max_size=6), st.integers(0, 30))
def test_a_damaged_playbook_is_refused_or_read_but_never_breaks(at: int, noise: str, gap: int) -> None:
    try:
        load((SOURCE[:at] + noise + SOURCE[at + gap :]).encode("utf-8", "surrogatepass"))
    except Refusal as refusal:
        assert refusal.code == "playbook.invalid"


def test_what_the_loader_reads_is_what_the_schema_says() -> None:
    assert msgspec.json.schema(Playbook)["$defs"]["Playbook"]["additionalProperties"] is False
    assert load(SOURCE.encode()).key == "household_visit@1"
