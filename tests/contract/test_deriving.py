"""What a playbook may derive from its counts, and what a share comes to. See docs/playbooks.md."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import LOCALES, say
from oneboard.indicators.derived import WHOLE, share
from oneboard.playbooks.loader import load
from tests.playbooks import VISIT

SOURCE = (
    VISIT.source.decode() + "  doors_shut: {times: step, when: not_home, unit: {zh: 户, en: households}}\n"
)


@pytest.mark.parametrize(
    ("derive", "fault"),
    [
        ("doors: {add: [households_visited, doors_shut]}", ""),
        ("covered: {share: households_visited, of: tasks}", ""),
        ("shut: {share: doors_shut, of: households_visited}", ""),
        ("doors: {add: [households_visited]}", "derive.doors: say either add, and less if need be"),
        ("doors: {add: [households_visited], less: [doors_shut]}", ""),
        ("doors: {less: [doors_shut, households_visited]}", "derive.doors: say either add"),
        ("doors: {add: [households_visited], less: [door_shut]}", "derive.doors.less.0: there is no count door_shut"),
        ("all: {add: [doors_shut], less: [leaflets_handed_out]}", "derive.all.add: these counts have different units"),
        ("shut: {share: doors_shut, of: tasks, less: [doors_shut]}", "derive.shut: say either add"),
        ("doors: {share: doors_shut}", "derive.doors: say either add, and less if need be"),
        ("doors: {add: [doors_shut, households_visited], share: doors_shut, of: tasks}", "derive.doors: say either"),
        ("doors: {add: [door_shut, households_visited]}", "derive.doors.add.0: there is no count door_shut"),
        ("doors: {share: tasks, of: tasks}", "derive.doors.share: there is no count tasks"),
        ("doors_shut: {share: doors_shut, of: tasks}", "derive.doors_shut: a count has this name"),
        ("all: {add: [doors_shut, leaflets_handed_out]}", "derive.all.add: these counts have different units"),
    ],
)  # fmt: skip
def test_what_is_derived_is_checked_with_its_line(derive: str, fault: str) -> None:
    source = f"{SOURCE}\nderive:\n  {derive}\n".encode()
    if not fault:
        assert load(source, VISIT.forms).playbook.derive
        return
    with pytest.raises(Refusal) as refused:
        load(source, VISIT.forms, "visit.yaml")
    [phrase] = refused.value.fields["problem"]
    english, _ = (say(locale, phrase.key, phrase.fields) for locale in reversed(LOCALES))
    assert english.startswith(f"visit.yaml:{source.decode().count(chr(10))}: {fault}")


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_share_is_whole_only_where_nothing_lacks(part: int, whole: int) -> None:
    found = share(part, whole)
    if not whole:
        assert found is None
    else:
        assert found is not None
        assert (found == 0) == (part == 0)
        assert (found < WHOLE) == (part < whole)
        assert abs(found - part * WHOLE / whole) <= 1


def test_a_share_of_what_is_withheld_is_withheld() -> None:
    assert share(None, 10) is None
    assert share(3, None) is None
    assert share(1, 3) == 333 and share(2, 3) == 667
