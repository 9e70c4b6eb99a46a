"""Decisions about templates (通报模板)."""

from oneboard.foundation.errors import Refusal
from oneboard.playbooks.templates import Template
from oneboard.projections import templates


def decide_publication(template: Template) -> None:
    """Raises Refusal template.published: a version that stands never changes, and the next one is higher."""
    last = templates.latest(template.template)
    if last is not None and template.version <= last.version:
        raise Refusal("template.published", template=last.key)


def require_published(name: str | None) -> Template:
    """By its name; without one the last that was published. Raises Refusal template.unknown."""
    found = templates.latest(name)
    if found is None:
        known = ", ".join(key.rpartition("@")[0] for key in templates.in_force()) or "-"
        raise Refusal("template.unknown", template=name or "-", known=known)
    return found
