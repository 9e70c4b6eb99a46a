"""Law 6 in part, and versions: every fact says how personal data leaves it, and its oldest version is still read."""

from collections.abc import Iterator

import msgspec
import pytest

from oneboard.projections.subject_rows import SUBJECTS
from oneboard.recorder.preparation import Candidate
from oneboard.vocabulary import facts
from oneboard.vocabulary.all import NOUNS
from oneboard.vocabulary.facts import CURRENT, READERS, Fact, Leaves, older, read
from oneboard.vocabulary.subjects import SubjectRegistered
from tests.contract.said import RECEIVED, Registration
from tests.contract.stage import Stage
from tests.contract.stories import candidates


class Before(msgspec.Struct, frozen=True):
    """What the fact looked like once: the register was called a list."""

    list: str


@pytest.fixture
def oldest() -> Iterator[str]:
    kind = "subject.registered@0"
    older(kind, Before, lambda then: SubjectRegistered(register=then.list))
    yield kind
    del READERS[kind]


def all_kinds() -> list[str]:
    assert NOUNS
    return sorted(CURRENT)


@pytest.mark.parametrize("kind", all_kinds())
def test_every_fact_says_how_personal_data_leaves_it(kind: str) -> None:
    assert isinstance(CURRENT[kind].leaves, Leaves)
    assert CURRENT[kind].__doc__


@pytest.mark.parametrize("kind", all_kinds())
def test_no_fact_has_a_field_for_a_name_or_a_number_of_a_person(kind: str) -> None:
    """Free text stands in the titles and reasons of desks, and names in units, places, playbooks and registers."""
    impersonal = {
        "unit.registered", "place.registered", "place.renamed", "place.merged", "playbook.published",
        "playbook.proposed", "playbook.withdrawn", "register.published", "template.published",
    }  # fmt: skip
    fields = set(CURRENT[kind].__struct_fields__)
    assert not fields & {"phone", "id_number", "birthday", "note", "text"}
    assert "name" not in fields or kind.partition("@")[0] in impersonal


@pytest.mark.parametrize("kind", all_kinds())
def test_every_blob_that_a_fact_names_is_verified(kind: str) -> None:
    named = {field for field in CURRENT[kind].__struct_fields__ if field in ("blob", "address")}
    assert set(CURRENT[kind].addresses) == named


def test_a_fact_cannot_be_registered_without_saying_it() -> None:
    with pytest.raises(TypeError):
        facts.fact("test.said@1")  # type: ignore[call-arg]


def test_the_oldest_version_of_a_fact_is_read_as_what_it_means_today(oldest: str) -> None:
    assert read(oldest, b'{"list":"households"}') == SubjectRegistered(register="households")
    assert isinstance(read(oldest, b'{"list":"households"}'), Fact)


def test_the_oldest_version_of_a_fact_is_written_no_more(oldest: str) -> None:
    assert oldest not in CURRENT


def test_the_oldest_version_of_a_fact_is_folded_and_replayed(stage: Stage, oldest: str) -> None:
    [said] = candidates([Registration(0, "g1", 0)])
    old = msgspec.structs.replace(said.submission, kind=oldest, fact=msgspec.Raw(b'{"list":"households"}'))
    with stage.rehearsal() as rehearsal:
        rehearsal.observe(rehearsal.prepared([Candidate(old, said.happened_at)], RECEIVED))
        rows = rehearsal.rows()
        assert [s.register for s in SUBJECTS.rows(rows[SUBJECTS.name])] == ["households"]
        assert rehearsal.replayed(()) == rows
