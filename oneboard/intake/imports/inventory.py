"""The columns of an inventory (清册): the place, the id that an export gives, and the fields as they are declared."""

from typing import Final

from oneboard.foundation.words import LOCALES, say
from oneboard.intake.imports.cells import titles as choices_of
from oneboard.intake.imports.cells import written
from oneboard.intake.imports.columns import Column, Columns
from oneboard.playbooks.registers import Field, Register

PLACE: Final = "@place"
SUBJECT: Final = "@subject"

_EXAMPLES: Final = {
    "phone": "13800000000", "id_number": "11010519491231002X", "name": "周小满", "integer": "3", "date": "2020-01-24",
    "acknowledge": "是", PLACE: "511702100201003",
}  # fmt: skip


def columns(register: Register) -> Columns:
    fields = (_column(path, field) for path, field in register.fields.items())
    named = register.located_by is None
    return Columns((_of_all(PLACE, needed=named), *fields, _of_all(SUBJECT)))


def _of_all(path: str, *, needed: bool = False) -> Column:
    """A column of every register's list."""
    titles, about = (
        {locale: say(locale, f"{section}.inventory.{path}") for locale in LOCALES}
        for section in ("column", "about")
    )
    return Column(path, titles, about, _EXAMPLES.get(path, ""), needed=needed)


def _column(path: str, field: Field) -> Column:
    one = field.type == "select_one"
    choices = tuple(written(code, field) for code in field.choices or ()) if one else ()
    example = choices[0] if choices else _EXAMPLES.get(field.find or field.type, "")
    about = {locale: _about(field, locale) for locale in LOCALES}
    titles: dict[str, str] = dict(field.title.items())
    return Column(path, titles, about, example, field.required, choices)


def _about(field: Field, locale: str) -> str:
    key = f"about.field.{field.type}" if field.type in _EXPLAINED else "about.field.other"
    wanted = say(locale, key, {"known": choices_of(field)})
    return wanted if field.readable is not None else f"{wanted} {say(locale, 'about.field.sealed')}"


_EXPLAINED: Final = frozenset({"acknowledge", "date", "integer", "select_multiple", "select_one", "subject"})
