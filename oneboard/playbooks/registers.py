"""Registers (台账) as content: which fields a subject has, which of them may be read, how long their keys live.

A field is sealed unless it is readable with a reason; that is decided here and nowhere else.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Final, Literal

import msgspec

from oneboard.access.roles import roles
from oneboard.foundation.words import Phrase, Said
from oneboard.playbooks.answer_types import ANSWER_TYPES
from oneboard.playbooks.criteria import forbidden
from oneboard.playbooks.reading import read
from oneboard.playbooks.schema import UNITS, Name, Title
from oneboard.playbooks.source import At, SourceFault
from oneboard.playbooks.suggesting import SUGGESTED, Suggests

FindKind = Literal["phone", "id_number", "name"]

#: Of a field, and the JSON type it travels as: those of a form, and a link to a subject, which is its id.
FIELD_TYPES: Final[dict[str, type]] = ANSWER_TYPES | {"subject": str}


#: Of the field by which a row of a list is known again: what it says is one text, the same on every store.
KEY_TYPES: Final = ("text", "integer", "date", "barcode", "calculate")


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`readable`: why it may be read by whoever sees the subject. `find`: by which keyed hash it is found; `alike`: by
    keyed hashes it meets what others said that is nearly the same.

    `of`: for a link, the register it leads to; `forgotten_with`: what it leads to takes this subject along when it is
    forgotten. `choices`: code → title.
    """

    type: str
    title: Title
    readable: str | None = None
    find: FindKind | None = None
    choices: dict[str, Title] | None = None
    of: Name | None = None
    required: bool = False
    alike: bool = False
    forgotten_with: bool = False


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`holders`: roles that register and change in the field. `keep`: how long after their month the keys live.

    `key`: the field by which a row of a list is known again. `label`: the fields that a list shows. `located_by`: the
    text in which the place of a row is looked for that names none. `suggests`: what a text may be about, by its words.
    """

    register: Name
    version: Annotated[int, msgspec.Meta(ge=1)]
    title: Title
    holders: tuple[Name, ...]
    keep: Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]{0,3}d\Z", examples=["180d"])]
    fields: Annotated[dict[Name, Field], msgspec.Meta(min_length=1)]
    key: Name | None = None
    label: tuple[Name, ...] = ()
    located_by: Name | None = None
    suggests: Suggests | None = None

    @property
    def versioned(self) -> str:
        """`households@1`, as a playbook's key."""
        return f"{self.register}@{self.version}"

    @property
    def keep_days(self) -> int:
        return int(self.keep[:-1])

    @cached_property
    def readable(self) -> frozenset[str]:
        return frozenset(path for path, field in self.fields.items() if field.readable is not None)

    @cached_property
    def found_by(self) -> dict[str, FindKind]:
        """The fields with a keyed hash, and of which kind."""
        return {path: field.find for path, field in self.fields.items() if field.find is not None}

    @cached_property
    def alike(self) -> tuple[str, ...]:
        """The fields by which two subjects may be about one thing."""
        return tuple(path for path, field in self.fields.items() if field.alike)


def load(source: bytes, file: str = "register.yaml") -> Register:
    """Raises Refusal register.invalid with every fault it found, one a line, as `file:line: path: …`."""
    return read(source, Register, _faults, file, "register.invalid")


def _faults(register: Register) -> Iterator[SourceFault]:
    if register.register == UNITS:
        yield _fault(("register",), "units")
    for n, role in enumerate(register.holders):
        if role not in roles():
            yield _fault(("holders", n), "role", role=role, known=", ".join(roles()))
    uses: list[At] = [("label", n) for n in range(len(register.label))] + [("key",)] * bool(register.key)
    for at in uses:
        path = register.key or "" if at == ("key",) else register.label[int(at[1])]
        if path not in register.readable:
            yield _fault(at, "unreadable", path=path, known=", ".join(sorted(register.readable)))
        elif at == ("key",) and register.fields[path].type not in KEY_TYPES:
            yield _fault(at, "key", path=path, known=", ".join(KEY_TYPES))
    found_in = register.located_by
    if found_in is not None and (found_in not in register.fields or register.fields[found_in].type != "text"):
        texts = (path for path, field in register.fields.items() if field.type == "text")
        yield _fault(("located_by",), "located_by", path=found_in, known=", ".join(texts))
    if register.suggests is not None:
        yield from _faults_of_suggesting(register, register.suggests)
    for path, field in register.fields.items():
        yield from _faults_of(path, field)


def _faults_of_suggesting(register: Register, suggests: Suggests) -> Iterator[SourceFault]:
    field = register.fields.get(suggests.from_)
    if field is None or field.type != "text" or field.readable is not None:
        yield _fault(("suggests", "from"), "suggests_from", path=suggests.from_)
    if SUGGESTED in register.fields:
        yield _fault(("fields", SUGGESTED), "suggests_taken")
    for name, words in suggests.words.items():
        if criterion := forbidden(name, words):
            yield SourceFault(
                ("suggests", "words", name), Phrase("playbook.criterion", {"criterion": criterion})
            )


def _faults_of(path: str, field: Field) -> Iterator[SourceFault]:
    at: At = ("fields", path)
    if field.type not in FIELD_TYPES:
        yield _fault((*at, "type"), "type", type=field.type, known=", ".join(FIELD_TYPES))
    if criterion := forbidden(path, field.title.values()):
        yield SourceFault(at, Phrase("playbook.criterion", {"criterion": criterion}))
    if field.readable is not None and not field.readable.strip():
        yield SourceFault((*at, "readable"), Phrase("playbook.reason"))
    if field.find is not None and (field.type != "text" or field.readable is not None):
        yield _fault((*at, "find"), "find")
    if field.alike and (field.type != "text" or field.readable is not None or field.find is not None):
        yield _fault((*at, "alike"), "alike")
    if (field.choices is not None) != field.type.startswith("select_"):
        yield _fault(at, "choices")
    if (field.of is not None) != (field.type == "subject"):
        yield _fault(at, "of")
    if field.forgotten_with and field.type != "subject":
        yield _fault((*at, "forgotten_with"), "forgotten_with")
    if field.type == "subject" and field.readable is None:
        yield _fault(at, "link")


def _fault(at: At, key: str, **fields: Said) -> SourceFault:
    return SourceFault(at, Phrase(f"register.{key}", fields))
