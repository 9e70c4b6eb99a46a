"""docs/spec/content.md: what stands in content/ can be published as it stands, in both languages."""

from pathlib import Path

import pytest

from oneboard.foundation.words import LOCALES
from oneboard.intake.imports.playbooks import read_files
from oneboard.playbooks.forms.compiling import compile_form
from oneboard.playbooks.loader import load, name_of
from tests.content import CONTENT

PLAYBOOKS = sorted(CONTENT.glob("*/playbooks/*.yaml"))
FORMS = sorted(CONTENT.glob("*/forms/*.md"))


def short(path: Path) -> str:
    return str(path.relative_to(CONTENT))


@pytest.mark.parametrize("path", PLAYBOOKS, ids=short)
def test_every_kept_playbook_can_be_published_as_it_stands(path: Path) -> None:
    files = read_files(path)
    loaded = load(files.source, files.forms, short(path))
    assert loaded.playbook.playbook == path.stem
    assert set(loaded.playbook.title) == set(LOCALES)
    assert all(name_of(file) == form.name for file, form in loaded.forms.items())


@pytest.mark.parametrize("path", FORMS, ids=short)
def test_every_kept_form_is_of_both_languages_and_without_a_warning(path: Path) -> None:
    form = compile_form(path.stem, path.read_bytes(), ours=True)
    assert form.warnings == ()
    assert form.languages == ("zh", "en")


def test_every_kept_form_and_template_of_a_paper_is_named_by_some_playbook() -> None:
    named = {(path.parent / file).resolve() for path in PLAYBOOKS for file in read_files(path).forms}
    assert {*FORMS, *CONTENT.glob("*/papers/*")} == named


@pytest.mark.parametrize("path", PLAYBOOKS, ids=short)
def test_what_a_step_needs_is_required_by_its_form(path: Path) -> None:
    files = read_files(path)
    playbook, forms = load(files.source, files.forms, short(path))
    for name, step in playbook.task.steps.items():
        for need in step.needs:
            question = forms[playbook.files[name]].questions[need]
            assert question.required or question.calculation, (name, need)


@pytest.mark.parametrize("path", PLAYBOOKS, ids=short)
def test_every_state_and_step_is_called_something_in_both_languages(path: Path) -> None:
    files = read_files(path)
    task = load(files.source, files.forms, short(path)).playbook.task
    for name, called in [*task.states.items(), *task.steps.items()]:
        assert set(called.title or {}) == set(LOCALES), name


@pytest.mark.parametrize("emergency", sorted(path.parent.name for path in CONTENT.glob("*/playbooks")))
def test_every_count_has_a_title_and_a_unit_in_both_languages_and_no_two_are_called_alike(
    emergency: str,
) -> None:
    called: dict[str, str] = {}
    for path in CONTENT.glob(f"{emergency}/playbooks/*.yaml"):
        files = read_files(path)
        playbook = load(files.source, files.forms, short(path)).playbook
        for name, count in [*playbook.count.items(), *playbook.derive.items()]:
            assert set(count.title or {}) == set(count.unit or {}) == set(LOCALES), name
            for title in (count.title or {}).values():
                assert called.setdefault(title, name) == name, title
