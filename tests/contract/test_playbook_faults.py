"""What docs/playbooks.md says of faults: each with file and line, all of them, and what would be right."""

import re
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.playbooks.loader import load
from oneboard.playbooks.schema import Playbook
from tests.playbooks import VISIT

#: Without the titles of states and steps, which would stand in every pair below.
SOURCE, FORMS = re.sub(r"(?<={)title: {[^}]*}, ", "", VISIT.source.decode()), VISIT.forms
FORM = FORMS["../forms/household_visit.md"].decode()


def said(source: str | bytes, locale: str = "en", forms: Mapping[str, bytes] = FORMS) -> list[str]:
    raw = source.encode() if isinstance(source, str) else source
    with pytest.raises(Refusal) as refused:
        load(raw, forms, "playbooks/visit.yaml")
    problem = refused.value.fields["problem"]
    assert isinstance(problem, tuple)
    assert all(say(language, phrase.key, phrase.fields) for language in LOCALES for phrase in problem)
    return [say(locale, phrase.key, phrase.fields) for phrase in problem]


def where(rule: str) -> tuple[str, str]:
    return "{sum: leaflets}", f"{{sum: leaflets, where: {rule}}}"


def head(line: str) -> tuple[str, str]:
    return "readable:", f"{line}\n\nreadable:"


def task(line: str) -> tuple[str, str]:
    return "holder: grid_worker", f"holder: grid_worker\n  {line}"


def state(more: str, expected: str) -> tuple[str, str, str]:
    """Of the state `to_visit`."""
    return "due: 3d", f"due: 3d, {more}", f"task.states.to_visit.{expected}"


def step(more: str, expected: str) -> tuple[str, str, str]:
    """Of the step `refuse`."""
    return "to: refused}", f"to: refused, {more}}}", f"task.steps.refuse.{expected}"


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
        ("due: 3d", "due: 3 days", "task.states.to_visit.due: 3 days is not as it must be; write it like 30m, 8h"),
        ("[S19, S21]", "S19", "serves: this must be a list […], not S19"),
        ("[S19, S21]", "[S19, S99]", "serves.1: S99 is not as it must be; write it like S19"),
        ("{final: true}", "final", "task.states.visited: this must be a mapping of keys and values, not final"),
        ("to_visit: {due", "To Visit: {due", "task.states.To Visit: To Visit cannot be a key"),
        ("zh: 入户走访", "fr: Visite", "title.fr: fr cannot be a key; it must be en | zh"),
        ("to: visited", "to: vsited", "task.steps.visit.to: unknown state vsited; there are to_visit, revisit"),
        ("to: refused", "to: visited", "task.states.refused: no step leads here"),
        ("visited: {final: true}", "visited: {}", "task.states.visited: no step leads out; add one"),
        ("visited: {final: true}", "visited: {final: true, due: 1d}", "task.states.visited: a final state has no due"),
        ("[S19, S21]", "[S19, S47]", "serves.1: S47 is not as it must be; write it like S19"),
        ("household_visit.md", "household_visit.docx", "form: ../forms/household_visit.docx is not as it must be"),
        ("household_visit.md", "visits.md", "form: there is no form ../forms/visits.md; put it there"),
        ("leaflets: counted", "handouts: counted", "readable.handouts: none of its forms asks handouts"),
        ("leaflets: counted", "leaflet: counted", "readable.leaflet: none of its forms asks leaflet; did you mean"),
        ("leaflets: counted", "members: counted", "readable.members: none of its forms asks members"),
        ("leaflets: counted, and it names nobody", 'leaflets: " "', "readable.leaflets: say why it may be read"),
        ("{sum: leaflets}", "{sum: needs}", "count.leaflets_handed_out.sum: needs is no question"),
        ("{sum: leaflets}", "{sum: members/temperature}", "members/temperature is sealed; list it under readable"),
        ("{sum: leaflets}", "{}", "count.leaflets_handed_out: say exactly one of distinct, sum, times"),
        ("{sum: leaflets}", "{sum: leaflets, last: true}", "leaflets_handed_out.last: of a task the last step"),
        ("when: visit}", "when: visit, last: true}", "households_visited.last: of a task the last step"),
        ("when: visit}", "when: vist}", "count.households_visited.when: there is no step vist; there are visit"),
        ("{sum: leaflets}", "{times: members}", "times: say by where which of members are counted"),
        ("{sum: leaflets}", "{times: leaflets}", "times: leaflets is nothing that is counted; there are step, members"),
        (*where("{answer: outcom, is: visited}"), "where: there is no question outcom; did you mean outcome?"),
        (*where("{answer: leaflets, is: '3'}"), "where: leaflets is compared with a value of the type integer"),
        (*where("{answer: members/fever, is: yes}"), "where: members/fever is sealed; list it under readable"),
        (*where("{answer: leaflets, iss: 3}"), "where.iss: a rule has no iss; did you mean is?"),
        (*where("{any: [{answer: leaflets}]}"), "where.any.0: a rule says answer and one of is, in"),
        ("holder: grid_worker", "holder: grid_wroker", "task.holder: unknown role grid_wroker; there are founder"),
        ("holder: grid_worker", "holder: clerk", "task.holder: nobody can take it: of clerk none takes steps"),
        step("by: clark", "by: unknown role clark; there are founder"),
        step("by: [clerk, operator]", "by: nobody can take it: of clerk, operator none takes steps"),
        step("by: duty_officer, not_by: viist", "not_by: viist is no step of this playbook whose author could be"),
        step("not_by: visit", "not_by: a step with not_by is taken at a desk alone, and grid_worker, squad_leader"),
        step("needs: [dor]", "needs.0: none of its forms asks dor; did you mean door?"),
        step("needs: [members/name]", "needs.0: members/name is asked of each of several; name a question"),
        ("to: refused}", "to: {to_visit: refused}}", "refuse.to: to says where it leads from to_visit, and from says"),
        ("to: refused}", "to: {to_visit: refused, revisit: gone}}", "refuse.to.revisit: unknown state gone; there are"),
        ("to: refused}", "}", "task.states.refused: no step leads here"),
        step("reopens: true", "reopens: reopens leads from final states to one that is not final"),
        ("refuse: {from: [to_visit", "refuse: {from: [visited, to_visit", "refuse: visited is final, and only a step"),
        (*head("prefill: {needs: fevers}"), "prefill.needs: needs is no question for a whole number; only figures"),
        (*head("prefill: {leflets: fevers}"), "prefill.leflets: leflets is no question for a whole number"),
        (*head("measure: screening"), "measure: screening needs a basis: the order that allows it"),
        (*head("measure: search"), "measure: search is not as it must be; right would be isolation | screening"),
        (*head("basis: {order: ' ', ends: 2020-04-30}"), "basis.order: say which order allows it"),
        (*head("basis: {order: No. 1, ends: soon}"), "basis.ends: soon is not as it must be; right would be 2020"),
        (*head("basis: {order: No. 1, ends: 2020-04-30T08:00:00}"), "basis.ends: 2020-04-30"),
        (*head("forms: {visit: a.md}"), "forms: say form, which every step submits, or forms, which some do"),
        (*head("questions: {leaflets: integer}"), "unknown key questions; there are"),
        ("due: 3d", "due: {windows: [6-12]}", "to_visit.due.windows.0: 6-12 is not as it must be; write it like 06:00"),
        ("due: 3d", "due: {window: []}", "to_visit.due.window: unknown key window; did you mean windows?"),
        ("due: 3d", "due: {windows: []}", "to_visit.due.windows: name at least one window, each within one day"),
        ("due: 3d", "due: {windows: ['06:00-12:00', '11:00-22:00']}", "in the order of the day and without overlap"),
        ("due: 3d", "due: {windows: ['22:00-02:00']}", "to_visit.due.windows: name at least one window, each within"),
        ("due: 3d", "due: today", "to_visit.due: today is not as it must be; write it like 30m, 8h, 3d"),
        (*task("opens: [schedule]"), "task.opens: say when: add a schedule, with at: ["),
        (*task("schedule: {at: ['09:00']}"), "task.schedule: nothing opens by it; write opens: [schedule]"),
        (*task("schedule: {at: ['9:00']}"), "task.schedule.at.0: 9:00 is not as it must be; write it like 09:00"),
        (*task("opens: [schedule]\n  schedule: {at: []}"), "task.schedule.at: name at least one time, in the order"),
        (*task("opens: [schedule]\n  schedule: {at: ['09:00', '09:00']}"), "task.schedule.at: name at least one time"),
        (*task("opens: [campaign, schedule]\n  schedule: {at: ['09:00']}"), "task.opens: a schedule opens its tasks"),
        (*task("calendar: office"), "task.calendar: office is not as it must be; right would be all_hours | workdays"),
        state("by_level: {village: 1d}", "by_level: only units have a level; leave it out, or write subject: units"),
        state("remind: soon", "remind: soon is not as it must be; write it like 30m, 2h, 1d"),
        state("overdue: {tell: [king]}", "overdue.tell.0: unknown role king; there are founder"),
        state("overdue: {after: 30m}", "overdue: say whom it tells, or what it opens"),
        state("overdue: {open: {playbook: household_visit}}", "overdue.open.playbook: a rule may open its own"),
        state("pause: true", "pause: a pause stops the clock of within; write within under task"),
        ("visited: {final: true}", "visited: {final: true, remind: 1h}", "visited.remind: remind needs a due"),
        ("visited: {final: true}", "visited: {final: true, overdue: {tell: [clerk]}}", "overdue: overdue needs a due"),
        (*task("within: {lasts: 5d, then: nowhere}"), "task.within.then: unknown state nowhere; there are to_visit"),
        (*task("within: {lasts: long, then: refused}"), "task.within.lasts: long is not as it must be; write it"),
        ("holder: grid_worker", "holder: unit", "task.holder: holder: unit goes with subject: units"),
        ("subject: households", "subject: units", "task.holder: holder: unit goes with subject: units"),
    ],
)  # fmt: skip
def test_a_fault_says_its_line_and_what_would_be_right(right: str, wrong: str, expected: str) -> None:
    found = said(SOURCE.replace(right, wrong, 1))
    assert any(expected in line for line in found), found
    assert all(line.startswith("playbooks/visit.yaml:") for line in found)


def test_the_line_is_that_of_the_fault() -> None:
    assert said(SOURCE.replace("due: 1d", "due: soon"))[0].startswith(
        f"playbooks/visit.yaml:{line_of('due: 1d')}: "
    )
    assert said(SOURCE.replace("  holder: grid_worker\n", ""))[0].startswith(
        f"playbooks/visit.yaml:{line_of('task:')}: "
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
        "playbooks/visit.yaml:3: versoin：不认识 versoin，是否应为 version？"
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
        load((SOURCE[:at] + noise + SOURCE[at + gap :]).encode("utf-8", "surrogatepass"), FORMS)
    except Refusal as refusal:
        assert refusal.code == "playbook.invalid"


def test_what_the_loader_reads_is_what_the_schema_says() -> None:
    assert msgspec.json.schema(Playbook)["$defs"]["Playbook"]["additionalProperties"] is False
    assert load(SOURCE.encode(), FORMS).playbook.key == "household_visit@1"
