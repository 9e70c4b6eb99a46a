"""What the checks of a playbook share: a fault by its key, roles that are none, rules that do not fit their form."""

from collections.abc import Iterator, Mapping
from typing import Any

from oneboard.access.roles import roles
from oneboard.foundation.words import Phrase, Said
from oneboard.playbooks.forms.form import CompiledForm
from oneboard.playbooks.rule_reading import check_rule, parse_rule
from oneboard.playbooks.rules import Rule, paths
from oneboard.playbooks.schema import HOLDER, Playbook
from oneboard.playbooks.source import At, SourceFault

#: By the step that submits it.
Forms = Mapping[str, CompiledForm]

#: Who has one of them takes steps, in the field or at a desk.
_TAKES_STEPS = frozenset({"field.push", "task.step"})


def fault(at: At, key: str, **fields: Said) -> SourceFault:
    return SourceFault(at, Phrase(f"playbook.{key}", fields))


def faults_of_roles(at: At, named: tuple[str, ...]) -> Iterator[SourceFault]:
    """Of roles of which one at least has to take steps."""
    takers = [name for name, role in roles().items() if _TAKES_STEPS.intersection(role.verbs)]
    unknown = [name for name in named if name not in roles() and name != HOLDER]
    for name in unknown:
        yield fault(at, "role", role=name, known=", ".join(roles()))
    if not unknown and not {HOLDER, *takers}.intersection(named):
        yield fault(at, "role_idle", roles=", ".join(named) or "[]", known=", ".join(takers))


def faults_of_rule(
    at: At, where: dict[str, Any], sealed: str, playbook: Playbook, forms: list[CompiledForm]
) -> Iterator[SourceFault]:
    """`at`: of the rule `where`. `sealed`: the fault's key where it reads what nobody may. `forms`: those that it may
    be asked of.
    """
    rule, faults = parse_rule(where)
    if rule is not None and forms:
        faults = check_rule(rule, form_for(rule, forms))
    for wrong in faults:
        yield SourceFault((*at, *wrong.at), wrong.what)
    for path in paths(rule) if rule is not None and not faults else ():
        if path not in playbook.readable:
            yield fault(at, sealed, question=path)


def form_for(rule: Rule, forms: list[CompiledForm]) -> CompiledForm:
    """The form that asks most of what the rule reads; of the others it holds nowhere."""
    return max(forms, key=lambda form: len(form.questions.keys() & set(paths(rule))))
