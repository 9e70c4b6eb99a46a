"""The statements of the source, the page that shows them, and what serves them."""

from oneboard.cli.statements.page import FILE, page
from oneboard.cli.statements.statements import served_by, statements


def test_all_of_them_are_there_and_the_page_is_made_from_them() -> None:
    assert list(statements()) == [f"S{n:02}" for n in range(1, 47)]
    assert FILE.read_text(encoding="utf-8") == page(), "python -m oneboard.cli.statements.page"


def test_whoever_has_a_figure_in_a_play_is_served() -> None:
    serving = served_by()
    assert [number for number, one in statements().items() if one.indicators and not serving[number]] == []


def test_an_exact_figure_is_met_by_itself_and_one_that_is_over_by_less_than_a_unit_more() -> None:
    exact, over = statements()["S17"], statements()["S19"]
    assert [n for n in (4_299, 4_300, 4_301) if exact.is_met_by(n)] == [4_300]
    assert [n for n in (799_999, 800_000, 809_999, 810_000) if over.is_met_by(n)] == [800_000, 809_999]
