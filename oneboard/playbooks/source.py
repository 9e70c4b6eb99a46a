"""YAML 1.2 with the line of everything in it, so that a fault can say where it stands."""

from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from oneboard.foundation.words import Phrase

At: TypeAlias = tuple[str | int, ...]

#: Deeper than the language goes.
_DEPTH: Final = 30

#: Sources that stay read: a publication asks for its own five times, and reading one takes a tenth of a second.
_KEPT: Final = 32


class SourceFault(NamedTuple):
    """`at` are the keys and places from the root to the fault, `line` counts from 1.

    `file`: where it stands, if that is another file; `line` is then its line there, 0 where it has none.
    """

    at: At
    what: Phrase
    line: int = 1
    file: str = ""


class Source(NamedTuple):
    tree: Any
    lines: dict[At, int]

    def line_of(self, at: At) -> int:
        """That of the nearest thing around it, for what is missing stands nowhere."""
        while at not in self.lines and at:
            at = at[:-1]
        return self.lines.get(at, 1)


class Unreadable(Exception):
    def __init__(self, fault: SourceFault) -> None:
        super().__init__(fault)
        self.fault = fault


@lru_cache(maxsize=_KEPT)
def read_source(source: bytes) -> Source:
    """Raises Unreadable for what is no YAML, or refers to itself: each thing is written where it stands.

    It is the same for everyone who asks: nobody changes the tree.
    """
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(source)
        lines: dict[At, int] = {}
        if node is not None:
            _walk(node, (), lines, set())
        return Source(None if node is None else yaml.constructor.construct_document(node), lines)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = (error.problem or str(error)).splitlines()[0]
        raise Unreadable(SourceFault((), Phrase("playbook.yaml", {"problem": problem}), line)) from error
    except (YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        problem = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Unreadable(SourceFault((), Phrase("playbook.yaml", {"problem": problem}))) from error


def _walk(node: Node, at: At, lines: dict[At, int], seen: set[int]) -> None:
    line = node.start_mark.line + 1
    lines.setdefault(at, line)
    if id(node) in seen:
        raise Unreadable(SourceFault(at, Phrase("playbook.alias"), line))
    if len(at) > _DEPTH:
        raise Unreadable(SourceFault(at, Phrase("playbook.too_deep", {"limit": _DEPTH}), line))
    if isinstance(node, MappingNode):
        seen.add(id(node))
        for key, value in node.value:
            below = (*at, str(key.value))
            lines[below] = key.start_mark.line + 1
            _walk(value, below, lines, seen)
    elif isinstance(node, SequenceNode):
        seen.add(id(node))
        for place, value in enumerate(node.value):
            _walk(value, (*at, place), lines, seen)
