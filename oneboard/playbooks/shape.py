"""Whether a tree of maps and lists has the shape of a struct, with every fault and not only the first."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from msgspec import inspect

from oneboard.foundation.words import Phrase
from oneboard.playbooks.near import near
from oneboard.playbooks.source import At, SourceFault


def faults_of_shape(tree: object, kind: inspect.Type, at: At = ()) -> Iterator[SourceFault]:
    """Unknown, missing and misspelt keys, and values that are not as they must be, in the order of the tree."""
    if isinstance(kind, inspect.Metadata):
        yield from _faults_of_examples(tree, kind, at)
    elif isinstance(kind, inspect.UnionType):
        yield from _faults_of_union(tree, kind, at)
    elif isinstance(kind, inspect.StructType):
        yield from _faults_of_struct(tree, kind, at)
    elif isinstance(kind, inspect.DictType):
        yield from _faults_of_dict(tree, kind, at)
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        if not isinstance(tree, list):
            yield SourceFault(at, Phrase("playbook.sequence", {"value": _short(tree)}))
            return
        for place, item in enumerate(tree):
            yield from faults_of_shape(item, kind.item_type, (*at, place))
    elif not _is_one(tree, kind):
        yield SourceFault(at, Phrase("playbook.value", {"value": _short(tree), "expected": expected(kind)}))


def expected(kind: inspect.Type) -> str:
    """What would be right, in signs that need no translation."""
    match kind:
        case inspect.Metadata():
            examples = (kind.extra_json_schema or {}).get("examples", [])
            return ", ".join(map(str, examples)) or expected(kind.type)
        case inspect.StrType():
            return f"/{kind.pattern}/" if kind.pattern else "text"
        case inspect.IntType():
            return f"integer ≥ {kind.ge}" if kind.ge is not None else "integer"
        case inspect.BoolType():
            return "true | false"
        case inspect.LiteralType():
            return " | ".join(map(str, kind.values))
        case inspect.DateType():
            return "2020-04-30"
        case inspect.UnionType():
            return " | ".join(expected(part) for part in kind.types if not isinstance(part, inspect.NoneType))
        case inspect.VarTupleType() | inspect.ListType():
            return f"[{expected(kind.item_type)}, …]"
        case _:
            return "{…}"


def _faults_of_examples(tree: object, kind: inspect.Metadata, at: At) -> Iterator[SourceFault]:
    """A type with examples says by them what would be right."""
    for fault in faults_of_shape(tree, kind.type, at):
        if fault.at == at and fault.what.key == "playbook.value":
            fields = {**fault.what.fields, "expected": expected(kind)}
            yield fault._replace(what=Phrase("playbook.value_like", fields))
        else:
            yield fault


def _faults_of_union(tree: object, kind: inspect.UnionType, at: At) -> Iterator[SourceFault]:
    parts = [part for part in kind.types if not isinstance(part, inspect.NoneType)]
    if tree is None and len(parts) < len(kind.types):
        return
    fitting = parts if len(parts) == 1 else [part for part in parts if _is_alike(tree, part)]
    if len(fitting) == 1:
        yield from faults_of_shape(tree, fitting[0], at)
    elif all(any(True for _ in faults_of_shape(tree, part, at)) for part in parts):
        yield SourceFault(at, Phrase("playbook.value", {"value": _short(tree), "expected": expected(kind)}))


def _faults_of_struct(tree: object, kind: inspect.StructType, at: At) -> Iterator[SourceFault]:
    if not isinstance(tree, dict):
        yield SourceFault(at, Phrase("playbook.mapping", {"value": _short(tree)}))
        return
    fields = {field.encode_name: field for field in kind.fields}
    guessed = set()
    for key, value in tree.items():
        if key in fields:
            yield from faults_of_shape(value, fields[key].type, (*at, key))
        else:
            meant = near(str(key), [name for name in fields if name not in tree])
            guessed.add(meant)
            words = {"key": str(key), "meant": meant, "known": ", ".join(fields)}
            yield SourceFault(
                (*at, str(key)), Phrase("playbook.key_meant" if meant else "playbook.key", words)
            )
    for name, field in fields.items():
        if field.required and name not in tree and name not in guessed:
            yield SourceFault(at, Phrase("playbook.missing", {"key": name}))


def _faults_of_dict(tree: object, kind: inspect.DictType, at: At) -> Iterator[SourceFault]:
    if not isinstance(tree, dict):
        yield SourceFault(at, Phrase("playbook.mapping", {"value": _short(tree)}))
        return
    for key, value in tree.items():
        below = (*at, str(key))
        if not _is_one(key, kind.key_type):
            words = {"key": str(key), "expected": expected(kind.key_type)}
            yield SourceFault(below, Phrase("playbook.key_value", words))
        yield from faults_of_shape(value, kind.value_type, below)


def _is_alike(tree: object, kind: inspect.Type) -> bool:
    """Whether it could have been meant: a mapping where there should be one, a list, or neither."""
    if isinstance(tree, dict):
        return isinstance(kind, inspect.StructType | inspect.DictType)
    is_list = isinstance(kind, inspect.VarTupleType | inspect.ListType)
    return is_list if isinstance(tree, list) else not is_list and not isinstance(kind, inspect.StructType)


def _is_one(value: object, kind: inspect.Type) -> bool:
    match kind:
        case inspect.Metadata():
            return _is_one(value, kind.type)
        case inspect.StrType():
            return isinstance(value, str) and (not kind.pattern or re.search(kind.pattern, value) is not None)
        case inspect.IntType():
            return type(value) is int and (kind.ge is None or value >= kind.ge)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.LiteralType():
            return value in kind.values
        case inspect.DateType():
            return type(value) is dt.date
        case _:
            return True  # msgspec judges it when the tree is converted


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    text = "null" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
