"""Answers as people say them: questions and choices by their labels, in the reader's language."""

from collections.abc import Collection, Iterator, Mapping

from oneboard.foundation.canonical import Value
from oneboard.playbooks.answer_types import question_of
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.titles import called

_SIGNS = {True: "✓", False: "✗"}


def spoken(
    form: CompiledForm, answers: Mapping[str, Value], questions: Collection[str], locale: str
) -> Iterator[str]:
    """`question: answer` for each answer to one of the questions, in their order."""
    for path, value in answers.items():
        asked = question_of(path)
        if asked in questions and value is not None:
            said = value if isinstance(value, list) else [value]
            named = ", ".join(_named(form, asked, one, locale) for one in said)
            question = form.questions.get(asked)
            yield f"{called(question.label if question else {}, asked, locale)}: {named}"


def _named(form: CompiledForm, asked: str, value: object, locale: str) -> str:
    if isinstance(value, bool):
        return _SIGNS[value]
    question = form.questions.get(asked)
    choices = form.choices.get(question.choices, ()) if question and question.choices else ()
    return next((called(one.label, one.name, locale) for one in choices if one.name == value), str(value))
