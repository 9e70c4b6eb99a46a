"""Small forms for tests, written as Markdown tables, and what compiling them says."""

from io import BytesIO

import openpyxl

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, Phrase, say
from oneboard.playbooks.forms.compiling import compile_form
from oneboard.playbooks.forms.workbook import read

#: Both languages, one question of each common sort; rows are put in behind.
BOTH = """
| survey | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | hint::English (en) | {columns} |
| | select_one outcome | outcome | 结果 | Outcome |
{rows}
| choices | list_name | name | label::中文 (zh) | label::English (en) | street |
| | outcome | visited | 见到 | Seen | a |
| | outcome | not_home | 不在 | Away | b |
{choices}
| settings | form_title | version |
| | 试 | 1 |
"""
COLUMNS = "relevant | constraint | calculation | choice_filter | appearance | default | parameters | required"
#: The line of the first row that is put in.
LINE = 4


def both(*rows: str, choices: str = "") -> bytes:
    return BOTH.format(columns=COLUMNS, rows="\n".join(rows), choices=choices).encode()


def faults(source: bytes, **asked: bool) -> list[tuple[str, str, int, int]]:
    """Sheet, text, row and line of each; that every text can be said in each language is held on the way."""
    try:
        compile_form("trial", source, **asked)
    except Refusal as refusal:
        assert all(say(locale, f"refusal.{refusal.code}", refusal.fields) for locale in LOCALES)
        problem = refusal.fields["problem"]
        assert isinstance(problem, tuple)
        return list(map(_taken_apart, problem))
    return []


def keys(source: bytes, **asked: bool) -> list[str]:
    return [key for _, key, _, _ in faults(source, **asked)]


def _taken_apart(phrase: Phrase) -> tuple[str, str, int, int]:
    what = phrase.fields.get("what", phrase)
    place = [phrase.fields.get(name, 0) for name in ("row", "line")]
    return str(phrase.fields.get("sheet", "")), what.key.removeprefix("form."), int(place[0]), int(place[1])


def excel(source: bytes) -> bytes:
    """The same sheets as a workbook of Excel."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, sheet in read(source).items():
        page = book.create_sheet(name)
        page.append(list(sheet.columns))
        for row in sheet.rows:
            page.append([row.get(column) for column in sheet.columns])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
