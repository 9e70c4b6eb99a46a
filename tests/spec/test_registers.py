"""Registers are declared as content: checked whole, published by version, and nothing stands on one nobody published.
See docs/spec/registers.md."""

from pathlib import Path

import pytest

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import say
from oneboard.playbooks.findable import normal
from oneboard.playbooks.registers import load
from oneboard.projections.models import Subject
from tests.house import CONTENT, House
from tests.playbooks import VISIT, another

REGISTERS = CONTENT / "registers"
HOUSEHOLDS = (REGISTERS / "households.yaml").read_text()
NINE = {
    "households", "persons", "enterprises", "checkpoints", "cameras", "institutions", "volunteers", "gear", "materials",
}  # fmt: skip

SMALL = """
register: {name}
version: 1
title: {{zh: 台账, en: Register}}
holders: [grid_worker]
keep: 90d
fields: {fields}
"""


def small(fields: str, name: str = "things") -> str:
    return SMALL.format(name=name, fields=fields)


def fault(source: str) -> str:
    with pytest.raises(Refusal) as refused:
        load(source.encode())
    assert refused.value.code == "register.invalid"
    return say("en", "refusal.register.invalid", refused.value.fields)


@pytest.mark.parametrize("path", sorted(REGISTERS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_register_of_the_content_can_be_published(path: Path) -> None:
    register = load(path.read_bytes())
    assert register.register == path.stem
    assert set(register.title) == {"zh", "en"}
    assert all(set(field.title) == {"zh", "en"} for field in register.fields.values())


def test_the_content_has_the_registers_that_the_work_is_about() -> None:
    assert {path.stem for path in REGISTERS.glob("*.yaml")} >= NINE


@pytest.mark.parametrize("path", sorted(REGISTERS.glob("*.yaml")), ids=lambda path: path.stem)
def test_no_telephone_number_and_no_name_of_a_person_may_be_read(path: Path) -> None:
    register = load(path.read_bytes())
    personal = {
        "phone",
        "id_number",
        "address",
        "head",
        "contact",
        "leader",
        "keeper",
        "birthday",
        "condition",
    }
    assert not personal & register.readable
    assert not set(register.found_by) & register.readable


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("{a: {type: text, title: {zh: 甲, en: A}, readable: ' '}}", "fields.a.readable: say why"),
        ("{a: {type: colour, title: {zh: 甲, en: A}}}", "fields.a.type: unknown type colour; there are integer"),
        ("{a: {title: {zh: 甲, en: A}}}", "register.yaml:7: fields.a: type is missing"),
        ("{a: {type: text, tilte: {zh: 甲, en: A}}}", "did you mean title?"),
        ("{a: {type: select_one, title: {zh: 甲, en: A}}}", "fields.a: choices"),
        ("{a: {type: text, title: {zh: 甲, en: A}, find: phone, readable: why}}", "fields.a.find: find"),
        ("{a: {type: subject, title: {zh: 甲, en: A}, of: b}}", "fields.a: a link must be readable"),
        ("{a: {type: text, title: {zh: 甲, en: A}, of: b}}", "fields.a: of"),
        ("{ethnicity: {type: text, title: {zh: 甲, en: A}}}", "fields.ethnicity: nobody is sorted by ethnicity"),
        ("{a: {type: text, title: {zh: 民族, en: A}}}", "nobody is sorted by ethnicity"),
        ("{a: {type: text, title: {zh: 甲, en: Native place}}}", "nobody is sorted by native_place"),
        ("{a: {type: text, title: {zh: 宗教信仰, en: A}}}", "nobody is sorted by religion"),
        ("{}", "length >= 1"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_line_with_what_would_be_right(fields: str, expected: str) -> None:
    assert expected in fault(small(fields))


def test_the_houses_own_register_of_units_is_not_declared() -> None:
    assert "register: units is the house's own" in fault(
        HOUSEHOLDS.replace("register: households", "register: units")
    )


def test_an_unknown_role_a_key_and_a_label_that_nobody_may_read_are_faults() -> None:
    found = fault(HOUSEHOLDS.replace("grid_worker", "king").replace("key: number", "key: phone"))
    assert "holders.0: unknown role king; there are founder" in found
    assert "key: phone is no readable field; there are building" in found


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("phone", "+86 138-0000-0000", "13800000000"), ("phone", "0086 13800000000", "13800000000"),
        ("phone", "13800000000", "13800000000"), ("phone", "（0818）2345678", "08182345678"),
        ("phone", "86138", "86138"), ("phone", "no", None), ("phone", "1" * 16, None),
        ("id_number", "11010519491231002x", "11010519491231002X"), ("id_number", "110105194912310021", None),
        ("id_number", "1101051949123100", None), ("name", " 王 五 ", "王五"), ("name", "  ", None),
    ],
)  # fmt: skip
def test_a_number_written_in_another_way_is_the_same_number(
    kind: str, text: str, expected: str | None
) -> None:
    assert normal(kind, text) == expected


def test_a_register_is_published_by_version_and_a_version_that_stands_never_changes(house: House) -> None:
    assert house.say("founder", "/registers", source=HOUSEHOLDS).body["code"] == "register.published"
    assert house.say("founder", "/registers", source="register: [").body["code"] == "register.invalid"
    assert house.say("officer", "/registers", source=HOUSEHOLDS).body["code"] == "not_permitted"
    house.must("founder", "/registers", source=HOUSEHOLDS.replace("version: 1", "version: 3"))
    assert (
        house.say("founder", "/registers", source=HOUSEHOLDS.replace("version: 1", "version: 2")).status
        == 409
    )
    listed = house.say("officer", "/registers", method="GET").body
    assert [(r["key"], r["in_force"]) for r in listed] == [
        ("households@1", False), ("households@3", True), ("persons@1", True),
    ]  # fmt: skip


def test_nothing_works_on_a_register_that_was_never_published(house: House) -> None:
    body = another(VISIT, version=2)
    body["source"] = body["source"].replace("subject: households", "subject: ships")
    refused = house.say("founder", "/playbooks", **body)
    assert refused.body["code"] == "register.unknown"
    assert "households" in refused.body["text"]
    linked = small("{a: {type: subject, of: ships, title: {zh: 船, en: Ship}, readable: an id}}")
    assert house.say("founder", "/registers", source=linked).body["code"] == "register.unknown"
    entry = house.household("li", "g1") | {"fact": {"register": "ships"}}
    assert house.tell("li", entry) == [("quarantined", "register.unknown")]


def test_the_register_decides_what_of_a_subject_may_be_read(house: House) -> None:
    home = house.household("li", "g1", number="1-2-301", people=3, address="滨河路 7 号", phone="13800000000")
    assert house.tell("li", home) == [("recorded", "")]
    row = Subject.objects.get(id=home["subject"])
    assert row.readable == '{"number":"1-2-301","people":3}'
    assert "滨河路" not in row.sealed and '"address"' in row.sealed and '"phone"' in row.sealed


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"colour": "red"}, "answer.unasked"), ({"people": "three"}, "answer.wrong_type"),
        ({"kind": "castle"}, "answer.choice"), ({"phone": "none"}, "answer.not_findable"),
    ],
)  # fmt: skip
def test_what_is_no_field_of_the_register_needs_a_person(
    house: House, answers: dict[str, object], reason: str
) -> None:
    assert house.tell("li", house.household("li", "g1", **answers)) == [("quarantined", reason)]


def test_a_key_is_of_a_type_that_is_one_text_everywhere() -> None:
    several = "{a: {type: select_multiple, choices: {b: {zh: 乙, en: B}}, title: {zh: 甲, en: A}, readable: a kind}}"
    assert "integer" in fault(small(several) + "key: a\n")
    assert load(
        (
            small(several.replace("select_multiple", "text").replace("choices: {b: {zh: 乙, en: B}}, ", ""))
            + "key: a\n"
        ).encode()
    )


def test_what_a_register_requires_must_be_there(house: House) -> None:
    person = house.household("li", "g1", age_band="elder") | {"fact": {"register": "persons"}}
    assert house.tell("li", person) == [("quarantined", "answer.required")]


def test_who_is_no_holder_of_the_register_cannot_write_on_it_in_the_field(house: House) -> None:
    house.must("founder", "/registers", source=HOUSEHOLDS.replace("version: 1", "version: 2").replace(
        "[grid_worker, town_dispatcher]", "[town_dispatcher]"))  # fmt: skip
    assert house.tell("li", house.household("li", "g1")) == [("quarantined", "role.not_holder")]
