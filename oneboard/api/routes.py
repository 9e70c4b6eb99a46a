"""The table of routes, gathered from the rooms; the application does not start on a table with a fault."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import combinations
from typing import Any, Final

import msgspec

from oneboard.access.routes import Route
from oneboard.access.verbs import verbs
from oneboard.foundation.errors import STATUS

#: Each has a tuple ROUTES.
MODULES: Final = (
    "oneboard.api.session",
    "oneboard.api.accounts",
    "oneboard.api.devices",
    "oneboard.api.duty",
    "oneboard.api.workload",
    "oneboard.api.exercise",
    "oneboard.api.health",
    "oneboard.api.openapi",
    "oneboard.api.people",
    "oneboard.api.sheets",
    "oneboard.api.notices",
    "oneboard.api.tasks",
    "oneboard.api.one_task",
    "oneboard.api.parts",
    "oneboard.api.today",
    "oneboard.api.board",
    "oneboard.api.coverage",
    "oneboard.api.versions",
    "oneboard.api.bulk",
    "oneboard.api.forms",
    "oneboard.api.figures",
    "oneboard.api.figure_tables",
    "oneboard.api.exports",
    "oneboard.api.reports",
    "oneboard.api.bulletins",
    "oneboard.api.signed_bulletins",
    "oneboard.api.territory",
    "oneboard.api.attention",
    "oneboard.api.boundaries",
    "oneboard.api.gazetteer",
    "oneboard.intake.field.routes",
    "oneboard.intake.desk.calendar",
    "oneboard.intake.desk.campaigns",
    "oneboard.intake.desk.editions",
    "oneboard.intake.desk.boundaries",
    "oneboard.intake.desk.incidents",
    "oneboard.intake.desk.responses",
    "oneboard.intake.desk.motions",
    "oneboard.intake.desk.people",
    "oneboard.intake.desk.places",
    "oneboard.intake.desk.playbooks",
    "oneboard.intake.desk.posts",
    "oneboard.intake.desk.quarantine",
    "oneboard.intake.desk.registers",
    "oneboard.intake.desk.templates",
    "oneboard.intake.desk.subjects",
    "oneboard.intake.desk.orders",
    "oneboard.intake.desk.tasks",
    "oneboard.intake.desk.answers",
    "oneboard.intake.desk.papers",
    "oneboard.api.papers",
    "oneboard.intake.desk.bulk",
    "oneboard.intake.desk.listing",
    "oneboard.intake.desk.alike",
    "oneboard.intake.desk.duplicates",
    "oneboard.intake.desk.openings",
    "oneboard.intake.desk.inventory",
    "oneboard.intake.desk.exporting",
    "oneboard.intake.desk.roster",
)

_NAME: Final = re.compile(r"\{([a-z_]+)\}")
_TEMPLATE: Final = re.compile(r"(/(\.?[A-Za-z0-9_\-][A-Za-z0-9_.\-]*|\{[a-z_]+\}))+|/")


class RoutesError(Exception):
    """The table has faults; the text names each."""


@cache
def all_routes() -> tuple[Route, ...]:
    return gather(MODULES)


def gather(modules: Iterable[str]) -> tuple[Route, ...]:
    """Raises RoutesError with every fault, one a line."""
    routes = [route for module in modules for route in import_module(module).ROUTES]
    if faults := list(faults_of(routes)):
        raise RoutesError("\n".join(faults))
    return tuple(routes)


def faults_of(routes: Sequence[Route]) -> Iterator[str]:
    for route in routes:
        for fault in _faults_of_one(route):
            yield f"{route.method} {route.path}: {fault}"
    for one, other in combinations(routes, 2):
        if one.path == other.path:
            if one.method == other.method:
                yield f"{one.method} {one.path}: there are two"
        elif _may_meet(one.path, other.path):
            yield f"{one.method} {one.path}: an address could also be {other.path}"


def _faults_of_one(route: Route) -> Iterator[str]:
    if not route.verb:
        yield "it names no verb; a public route names access.verbs.PUBLIC"
    elif route.verb not in verbs():
        yield f"there is no verb {route.verb}"
    if _TEMPLATE.fullmatch(route.path) is None:
        yield "its path is not of plain segments and {names}"
    names, fields = _NAME.findall(route.path), _fields(route.params)
    if sorted(names) != sorted(fields):
        yield f"its path names {names} and its params are {fields}"
    if route.request is not None and route.method in ("GET", "HEAD", "DELETE"):
        yield "its method has no body"
    for kind in (route.request, route.query):
        if kind is not None and kind is not bytes:
            yield from (f"{name} takes unknown fields" for name in _lenient(kind))
    yield from (f"there is no refusal {code}" for code in route.refuses if code not in STATUS)


def _fields(params: type[msgspec.Struct] | None) -> list[str]:
    return [] if params is None else list(params.__struct_fields__)


def _may_meet(one: str, other: str) -> bool:
    ours, theirs = one.split("/"), other.split("/")
    return len(ours) == len(theirs) and all(
        a == b or a.startswith("{") or b.startswith("{") for a, b in zip(ours, theirs, strict=True)
    )


def _lenient(kind: Any) -> set[str]:
    """The structs within a type that would let an unknown field pass."""
    seen: set[int] = set()
    found: set[str] = set()
    waiting: list[Any] = [msgspec.inspect.type_info(kind)]
    while waiting:
        node = waiting.pop()
        if id(node) in seen or not isinstance(node, msgspec.inspect.Type | msgspec.inspect.Field):
            continue
        seen.add(id(node))
        if isinstance(node, msgspec.inspect.StructType) and not node.forbid_unknown_fields:
            found.add(node.cls.__name__)
        for part in msgspec.structs.astuple(node):
            waiting.extend(part if isinstance(part, tuple) else (part,))
    return found
