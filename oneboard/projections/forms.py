"""Forms (表单) of the published playbooks, from memory: a whole city's phones ask for them in one evening."""

from collections.abc import Iterator
from typing import NamedTuple

from oneboard.playbooks.forms.form import CompiledForm
from oneboard.projections.reference import Reference


class Published(NamedTuple):
    """`key`: of an address, `household_visit.1.visit`; what it stands for never changes."""

    key: str
    playbook: str
    form: CompiledForm


def all_published(reference: Reference) -> Iterator[Published]:
    for playbook in sorted(reference.forms):
        yield from of_playbook(playbook, reference)


def of_playbook(playbook: str, reference: Reference) -> Iterator[Published]:
    """Each once, however many steps submit it; a list of questions from before there were forms is none."""
    forms = {check.form.name: check.form for check in reference.forms[playbook].values()}
    prefix = playbook.replace("@", ".")
    return (Published(f"{prefix}.{name}", playbook, form) for name, form in forms.items() if form.xform)


def find(key: str, reference: Reference) -> CompiledForm | None:
    playbook = key.rpartition(".")[0].replace(".", "@")
    published = of_playbook(playbook, reference) if playbook in reference.forms else ()
    return next((one.form for one in published if one.key == key), None)
