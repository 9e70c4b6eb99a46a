"""The pages of `docs/` that are made from the code: `python -m oneboard.api.pages [--check]`."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import django
import msgspec
from django.conf import settings as django_conf
from msgspec import Meta, structs

import oneboard
from oneboard.access.roles import roles
from oneboard.access.routes import Route
from oneboard.access.verbs import verbs
from oneboard.api.configuration import django_settings
from oneboard.api.openapi import as_ecma
from oneboard.api.routes import all_routes
from oneboard.foundation.settings import FILE, PREFIX, Settings
from oneboard.playbooks.schema import Playbook

DOCS: Final = Path(oneboard.__file__).parent.parent / "docs"
_MADE: Final = "Made from the code by `python -m oneboard.api.pages`; edit that, not this."


def permissions_page(routes: Sequence[Route]) -> str:
    """Who may do what: verbs, roles, and the verb of each route."""
    return "\n".join(
        [
            "# Permissions",
            "",
            _MADE,
            "",
            "A post gives its holder the verbs of its role, on the ground of its place, while it is in force. No",
            "person holds verbs of both `health` and `cases` (the purpose wall), and nobody appoints himself.",
            "",
            "## Roles",
            "",
            *_table(("role", "中文", "verbs", "may appoint"), _roles()),
            "",
            "## Verbs",
            "",
            *_table(("verb", "中文", "meaning", "side of the wall", "implies", "held by"), _verbs()),
            "",
            "## Routes",
            "",
            *_table(("route", "verb", "what it does"), _routes(routes)),
            "",
        ]
    )


def settings_page() -> str:
    """Every setting, where it is said, and its default."""
    return "\n".join(
        [
            "# Settings",
            "",
            _MADE,
            "",
            f"A setting is an environment variable, or a line in `{FILE}` in the home, or its default, in that",
            "order; a name that is no setting is an error. The key that signs sessions is made at first use and",
            "lies in `secret.key` of the home, readable by its owner only.",
            "",
            *_table(("variable", f"in `{FILE}`", "default", "meaning"), _settings()),
            "",
        ]
    )


def playbook_schema() -> str:
    """JSON Schema, for editors that complete and check playbooks while one writes."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Playbook)}
    return as_ecma(msgspec.json.format(msgspec.json.encode(schema), indent=2)).decode() + "\n"


def all_pages() -> dict[str, str]:
    return {
        "permissions.md": permissions_page(all_routes()),
        "settings.md": settings_page(),
        "playbook.schema.json": playbook_schema(),
    }


def stale(pages: dict[str, str], docs: Path) -> list[str]:
    return [name for name, text in pages.items() if _read(docs / name) != text]


def main(arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory() as home:
        # The routes' modules import models; the store itself is never opened.
        django_conf.configure(**django_settings(Settings(home=Path(home)), "docs"))
        django.setup()
        pages = all_pages()
    if "--check" not in arguments:
        for name, text in pages.items():
            (DOCS / name).write_text(text, encoding="utf-8")
        return 0
    found = stale(pages, DOCS)
    for name in found:
        sys.stderr.write(f"docs/{name} is out of date; run: python -m oneboard.api.pages\n")
    return 1 if found else 0


def _roles() -> Iterator[tuple[str, ...]]:
    for role in roles().values():
        held = ", ".join(name for name in verbs() if name in role.verbs)
        yield role.name, role.zh, held, ", ".join(name for name in roles() if name in role.grants)


def _verbs() -> Iterator[tuple[str, ...]]:
    for verb in verbs().values():
        held_by = verb.held_by.replace("_", " ")
        yield verb.name, verb.zh, verb.en, verb.compartment or "", ", ".join(verb.implies), held_by


def _routes(routes: Sequence[Route]) -> Iterator[tuple[str, ...]]:
    for route in sorted(routes, key=lambda r: (r.path, r.method)):
        yield f"`{route.method} {route.path}`", route.verb, route.summary


def _settings() -> Iterator[tuple[str, ...]]:
    hints = get_type_hints(Settings, include_extras=True)
    for field in structs.fields(Settings):
        variable, in_file = f"`{PREFIX}{field.name.upper()}`", f"`{field.name}`"
        yield (
            variable,
            in_file if field.name != "home" else "",
            _default(field.default),
            _meaning(hints[field.name]),
        )


def _default(value: Any) -> str:
    return "" if value in (None, ()) else f"`{value}`"


def _meaning(hint: Any) -> str:
    metas = (
        [meta for meta in get_args(hint)[1:] if isinstance(meta, Meta)]
        if get_origin(hint) is Annotated
        else []
    )
    return " ".join(meta.description for meta in metas if meta.description)


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
