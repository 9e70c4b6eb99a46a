"""A bulletin of an invented city to lay out, and the workbook of one worked out as a spreadsheet would."""

import io
import re
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter, range_boundaries

from oneboard.indicators.changes import Change
from oneboard.indicators.places import PlaceSeen
from oneboard.outputs.bulletin.bulletin import AsOf, Bulletin, Line, Previous, Row, Section
from oneboard.outputs.bulletin.composing import named
from oneboard.playbooks.templates import load
from tests.content import CONTENT

#: What some playbook counts, and what of each came late or was corrected.
COUNTED = {
    "households_visited": (120, -3), "people_seen": (0, 0), "leaflets_handed_out": (0, 2), "people_released": (0, 0),
    "units_reporting": (4, 0),
}  # fmt: skip

#: 18:00 on 3 February 2020 in the city.
AS_OF = 1_580_724_000_000


def sample(**more: Any) -> Bulletin:
    """Two counties with three towns each; of the last figure 5 are counted at a county itself."""
    template = load((CONTENT / "epidemic/bulletins/epidemic_response.yaml").read_bytes())
    rows = [row for county in range(2) for row in _county(county)]
    counties = [row for row in rows if row.place.level == "county"]
    whole = [sum(row.values[n] or 0 for row in counties) for n in range(len(COUNTED))]
    city = PlaceSeen("city", "江安市", "city", None)
    fields: dict[str, Any] = {
        "template": template.key, "heads": named(template.heads, city.name), "place": city, "edition": "founding",
        "as_of": AsOf(AS_OF, 123_456, "Asia/Shanghai"), "exercise": True,
        "previous": Previous("", 2, AS_OF - 86_400_000, 100_000), "rows": tuple(rows),
        "sections": tuple(
            Section(section.title, tuple(_line(line, whole) for line in section.lines)) for section in template.sections
        ),
    }  # fmt: skip
    return Bulletin(**{**fields, **more})


def _county(number: int) -> list[Row]:
    id_, values = f"c{number}", [(number * 3 + n + 1) * 1000 for n in range(len(COUNTED))]
    towns = [
        Row(PlaceSeen(f"{id_}t{town}", f"第{town + 1}镇", "town", id_), tuple(n + town for n in values))
        for town in range(3)
    ]
    own = [0] * (len(COUNTED) - 1) + [5 * number]
    county = tuple(sum(town.values[n] or 0 for town in towns) + own[n] for n in range(len(COUNTED)))
    return [Row(PlaceSeen(id_, "=东江区" if number else "西江县", "county", "city"), county), *towns]


def _line(line: Any, whole: list[int]) -> Line:
    told = (line.figure, line.title, line.unit, line.serves)
    if line.figure not in COUNTED:
        return Line(*told, (), (), None)
    late, corrected = COUNTED[line.figure]
    after = whole[list(COUNTED).index(line.figure)]
    return Line(
        *told,
        ("household_visit@2",),
        (line.figure,),
        Change(after - 300, 300 - late - corrected, late, corrected, after),
    )


def worked_out(file: bytes) -> list[list[list[Any]]]:
    """Each sheet's cells, formulas replaced by what they come to: sums of cells and of ranges are all there are."""
    return [_sheet(sheet) for sheet in openpyxl.load_workbook(io.BytesIO(file)).worksheets]


def _sheet(sheet: Any) -> list[list[Any]]:
    def value(name: str) -> Any:
        cell = sheet[name]
        if cell.data_type != "f":
            return cell.value
        found = re.fullmatch(r"=SUM\(([A-Z0-9:,]+)\)", cell.value)
        assert found, cell.value
        return sum(value(one) for part in found[1].split(",") for one in _cells(part))

    return [
        [value(f"{get_column_letter(column)}{row}") for column in range(1, sheet.max_column + 1)]
        for row in range(1, sheet.max_row + 1)
    ]


def _cells(part: str) -> list[str]:
    left, top, right, bottom = range_boundaries(part)
    return [f"{get_column_letter(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1)]
