"""The columns of a roster (名册), in the order of its template."""

from typing import Final

from oneboard.access.roles import roles
from oneboard.foundation.words import LOCALES, say
from oneboard.intake.imports.columns import Column, Columns
from oneboard.work.roster.rows import NEEDED

_EXAMPLES: Final = {
    "number": "0017", "name": "周小满", "phone": "13800000000", "unit": "双柏镇综治中心", "squad": "突击一队",
    "role": "网格员", "place": "511702100201003", "begins": "2020-01-24", "ends": "2020-04-30",
}  # fmt: skip


def _column(path: str) -> Column:
    return Column(
        path,
        {locale: say(locale, f"column.roster.{path}") for locale in LOCALES},
        {locale: say(locale, f"about.roster.{path}") for locale in LOCALES},
        _EXAMPLES[path],
        path in NEEDED,
        tuple(role.zh for role in roles().values()) if path == "role" else (),
    )


COLUMNS: Final = Columns(tuple(map(_column, _EXAMPLES)))
