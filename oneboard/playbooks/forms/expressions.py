"""Expressions of a form: XPath 1.0 as ODK writes it (`${name}` for a question), read but never evaluated here.

A slip that the form engine would only find on the phone is found before the form is published.
"""

import re
from typing import Final, NoReturn

import msgspec

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<ref>\$\{[^{}]*\})|(?P<text>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)"""
    r"""|(?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)|(?P<sign><=|>=|!=|//|::|\.\.|[-=<>+*|/()\[\],.@]))"""
)
_OPERATORS: Final = frozenset(
    ["and", "or", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "|"]
)
#: Deeper than any form of people's, and well within what the interpreter can descend.
_DEPTH: Final = 50
_NODE_TYPES: Final = frozenset(["node", "text", "comment"])


class ExpressionError(Exception):
    """`at` is the text that was not understood, empty at the end of the expression."""

    def __init__(self, at: str) -> None:
        super().__init__(at)
        self.at = at


class Expression(msgspec.Struct):
    """`reads` are (register, field); `names` are relative names, which in a choice filter are fields of the list."""

    functions: set[str] = msgspec.field(default_factory=set)
    reads: set[tuple[str, str]] = msgspec.field(default_factory=set)
    names: set[str] = msgspec.field(default_factory=set)


def read_expression(text: str) -> Expression:
    """Raises ExpressionError."""
    reader = _Reader(text)
    reader.expression()
    if reader.kind:
        reader.fail()
    return reader.found


def reads_of(text: str, register: str | None = None) -> set[tuple[str, str]]:
    """What a text reads of registers, nothing if it is no expression. `register`: whose fields bare names are."""
    try:
        found = read_expression(text)
    except ExpressionError:
        return set()
    return found.reads | ({(register, name) for name in found.names} if register else set())


class _Reader:
    """Recursive descent, one token ahead. `kind` is empty at the end."""

    def __init__(self, text: str) -> None:
        self.text, self.position = text.rstrip(), 0
        self.kind = self.token = ""
        self.depth = 0
        self.found = Expression()
        #: The register whose items the innermost predicate is asked of.
        self.register = ""
        self.next()

    def next(self) -> str:
        passed = self.token
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            if self.position < len(self.text):
                raise ExpressionError(self.text[self.position :].strip()[:40])
            self.kind = self.token = ""
            return passed
        self.position = match.end()
        self.kind = match.lastgroup or ""
        self.token = match[self.kind]
        return passed

    def fail(self) -> NoReturn:
        raise ExpressionError((self.token + self.text[self.position :])[:40])

    def take(self, token: str) -> None:
        if self.token != token or self.kind == "text":
            self.fail()
        self.next()

    def sign(self, *tokens: str) -> bool:
        return self.kind != "text" and self.token in tokens

    def expression(self) -> None:
        self.depth += 1
        if self.depth > _DEPTH:
            self.fail()
        while True:
            while self.sign("-"):
                self.next()
            self.operand()
            if self.kind not in ("sign", "name") or self.token not in _OPERATORS:
                break
            self.next()
        self.depth -= 1

    def operand(self) -> None:
        if self.kind in ("text", "number"):
            self.next()
        elif self.kind == "ref":
            self.next()
            self.path_goes_on("")
        elif self.sign("("):
            self.next()
            self.expression()
            self.take(")")
            self.path_goes_on("")
        elif self.sign("/", "//"):
            self.path_goes_on("")
        else:
            self.named_or_path()

    def named_or_path(self) -> None:
        if self.kind != "name":
            self.step("")
            self.path_goes_on("")
            return
        name = self.next()
        if self.sign("(") and name not in _NODE_TYPES:
            self.path_goes_on(self.call(name))
            return
        self.named(name)
        self.rest_of_step(name)
        self.path_goes_on("")

    def named(self, name: str) -> None:
        if self.register:
            self.found.reads.add((self.register, name))
        else:
            self.found.names.add(name)

    def call(self, name: str) -> str:
        """The register whose items a path goes on from, if it is one."""
        self.found.functions.add(name)
        self.next()
        literals: list[str] = []
        while not self.sign(")"):
            if self.kind == "text":
                literals.append(self.token[1:-1])
            self.expression()
            if self.sign(")"):
                break
            self.take(",")
            if self.sign(")"):
                self.fail()
        self.next()
        if name == "pulldata" and len(literals) >= 3:
            self.found.reads |= {(literals[0], field) for field in literals[1:3]}
        return literals[0] if name == "instance" and literals else ""

    def path_goes_on(self, register: str) -> None:
        self.predicates(register)
        last = ""
        while self.sign("/", "//"):
            self.next()
            last = self.step(register)
        if register and last not in ("", "item", "root"):
            self.found.reads.add((register, last))

    def step(self, register: str) -> str:
        """The name of the step, empty for one that names nothing."""
        if self.sign(".", "..", "*"):
            self.next()
            self.predicates(register)
            return ""
        if self.sign("@"):
            self.next()
        if self.kind != "name":
            self.fail()
        name = self.next()
        self.rest_of_step(name, register)
        return name

    def rest_of_step(self, name: str, register: str = "") -> None:
        if self.sign("::"):
            self.next()
            self.step(register)
        elif self.sign("(") and name in _NODE_TYPES:
            self.next()
            self.take(")")
        elif self.sign("("):
            self.fail()
        self.predicates(register)

    def predicates(self, register: str) -> None:
        while self.sign("["):
            self.next()
            outer, self.register = self.register, register
            self.expression()
            self.register = outer
            self.take("]")
