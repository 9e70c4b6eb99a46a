"""Templates (通报模板) that were published, and which of them bulletins are drawn up by now."""

from oneboard.playbooks.templates import Template, load
from oneboard.projections import models


def latest(name: str | None) -> Template | None:
    """The last published of this name, or of all; None where there is none."""
    found = models.Template.objects.order_by("-changed_seq", "key")
    if name is not None:
        found = found.filter(key__startswith=f"{name}@")
    source = found.values_list("source", flat=True).first()
    return None if source is None else load(source.encode())


def in_force() -> list[str]:
    """The key of each name's last publication, the last published first."""
    keys = models.Template.objects.order_by("-changed_seq", "key").values_list("key", flat=True)
    latest: dict[str, str] = {}
    for key in keys:
        latest.setdefault(key.rpartition("@")[0], key)
    return list(latest.values())
