"""Content is read in one way, whatever it says: a closed shape, every fault at once, each with its line."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

import msgspec
from msgspec import inspect

from oneboard.foundation.errors import Refusal
from oneboard.foundation.words import Phrase, Said
from oneboard.playbooks.shape import faults_of_shape
from oneboard.playbooks.source import Source, SourceFault, Unreadable, read_source

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read(
    source: bytes,
    shape: type[Shape],
    faults_of: Callable[[Shape], Iterable[SourceFault]],
    file: str,
    code: str,
) -> Shape:
    """Raises Refusal `code` with every fault, one a line, as `file:line: path: …`."""
    try:
        found = read_source(source)
    except Unreadable as error:
        raise _refusal([error.fault], file, code) from error
    if faults := [_placed(fault, found) for fault in faults_of_shape(found.tree, _type_of(shape))]:
        raise _refusal(faults, file, code)
    try:
        content = msgspec.convert(found.tree, shape)
    except msgspec.ValidationError as error:
        fault = SourceFault((), Phrase("playbook.yaml", {"problem": str(error)}))
        raise _refusal([fault], file, code) from error
    if faults := [_placed(fault, found) for fault in faults_of(content)]:
        raise _refusal(faults, file, code)
    return content


@cache
def _type_of(shape: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(shape)


def _placed(fault: SourceFault, found: Source) -> SourceFault:
    return fault if fault.file else fault._replace(line=found.line_of(fault.at))


def _refusal(faults: list[SourceFault], file: str, code: str) -> Refusal:
    said = []
    for fault in sorted(faults, key=lambda fault: (fault.file, fault.line)):
        name, path = fault.file or file, ".".join(map(str, fault.at))
        place = f"{name}:{fault.line}" if fault.line else name
        fields: dict[str, Said] = {"place": place, "path": path, "what": fault.what}
        said.append(Phrase("playbook.at" if path else "playbook.at_line", fields))
    return Refusal(code, problem=tuple(said))
