"""Ids that two places derive without talking are the same in Python, in SQLite's words and in PostgreSQL's."""

from hypothesis import given, settings
from hypothesis import strategies as st

from oneboard.foundation.ids import are_ids, derived_id, is_id, near_id, new_id
from oneboard.foundation.rows import Query, Statement
from oneboard.projections.rows import TASKS
from oneboard.projections.selections import OF_SUBJECTS
from tests.contract.playing import play
from tests.contract.said import Opening, Registration, ident
from tests.contract.stage import Stage

IDS = st.uuids().map(str)


def test_a_task_opened_by_a_campaign_and_by_a_late_registration_has_the_id_python_derives(
    stage: Stage,
) -> None:
    homes = [Registration(home, grid, 0) for home, grid in enumerate(("g1", "g2", "g3"))]
    wanted = {
        near_id(home, "campaign", ident("campaign", 0), home)
        for n in range(3)
        for home in (ident("home", n),)
    }
    for story in ([*homes, Opening(0, "5117", 1)], [Opening(0, "5117", 1), *homes]):
        with stage.rehearsal() as rehearsal:
            play(rehearsal, story)
            rows = rehearsal.rows()[TASKS.name]
            assert {task.id for task in TASKS.rows(rows)} == wanted
            assert {task.state for task in TASKS.rows(rows)} == {"to_visit"}


@settings(max_examples=40)
@given(campaign=IDS, subject=IDS)
def test_the_stores_derive_what_python_derives(stage: Stage, campaign: str, subject: str) -> None:
    """The expressions are cut out of the statement that opens a campaign's tasks, and asked of any two ids."""
    sql = {}
    for vendor in ("sqlite", "postgresql"):
        statement = getattr(OF_SUBJECTS.open_tasks, vendor)
        id_ = statement[statement.index("SELECT ") + 7 : statement.index(", c.playbook")]
        hashed = (
            statement[statement.index("CROSS JOIN") : statement.index("WHERE c.id")]
            if "CROSS JOIN" in statement
            else ""
        )
        cast = "::uuid" if vendor == "postgresql" else ""
        text = "::text" if vendor == "postgresql" else ""
        sql[vendor] = f"SELECT ({id_}){text} FROM (SELECT ?{cast} AS id) c, (SELECT ?{cast} AS id) s {hashed}"
    with stage.rehearsal() as rehearsal:
        [[(found,)]] = rehearsal.transaction.ask(Query(Statement(**sql), (campaign, subject)))
    assert found == near_id(subject, "campaign", campaign, subject)


@given(st.integers(0, 2**48 - 1))
def test_a_new_id_holds_its_millisecond_and_its_version(now_ms: int) -> None:
    id_ = new_id(now_ms)
    assert is_id(id_)
    assert int(id_.replace("-", "")[:12], 16) == now_ms
    assert id_[14] == "7"
    assert id_[19] in "89ab"


@given(near=IDS, other=IDS, parts=st.lists(st.text(max_size=8), max_size=3))
def test_an_id_near_another_begins_as_that_one_does_and_is_told_apart_by_its_parts(
    near: str, other: str, parts: list[str]
) -> None:
    id_ = near_id(near, "rule", *parts)
    assert is_id(id_)
    assert id_[:13] == near[:13]
    assert id_[14] == "8"
    assert id_[13:] == near_id(other, "rule", *parts)[13:] == derived_id("rule", *parts)[13:]
    assert id_ != near_id(near, "rule", *parts, "more")


@given(st.lists(st.text(max_size=8), max_size=3), st.lists(st.text(max_size=8), max_size=3))
def test_other_parts_derive_another_id(one: list[str], other: list[str]) -> None:
    """Each part enters with its length, so that no two lists of parts run together."""
    assert (derived_id("rule", *one) == derived_id("rule", *other)) == (one == other)


@given(
    st.lists(IDS, max_size=4), st.integers(0, 4), st.integers(0, 35), st.sampled_from("0afAFg- \x00é０\ud800")
)
def test_the_ids_of_an_entry_are_ids_as_each_of_them_is(
    ids: list[str], which: int, at: int, other: str
) -> None:
    if which < len(ids):
        ids[which] = ids[which][:at] + other + ids[which][at + 1 :]
    assert are_ids(ids) == all(is_id(id_) for id_ in ids)
