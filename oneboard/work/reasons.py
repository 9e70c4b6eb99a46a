"""Reasons (理由): why a task is there, whose it is and why, and why now; a sentence for each."""

from collections.abc import Sequence

import msgspec
from django.db.models import Q

from oneboard.access.actor import Actor, Grant
from oneboard.foundation.words import say
from oneboard.playbooks.forms.spoken import spoken
from oneboard.playbooks.rules import paths
from oneboard.playbooks.schema import Playbook
from oneboard.playbooks.titles import state_title, step_title, title_of
from oneboard.projections import holding
from oneboard.projections.grounds import paths_of
from oneboard.projections.models import Campaign, Post, Step, Task
from oneboard.projections.reference import Reference
from oneboard.projections.versions import readable_of
from oneboard.vocabulary.facts import read_as
from oneboard.vocabulary.tasks import TaskOverdue
from oneboard.work.authors import Authors


class Asked(msgspec.Struct, frozen=True):
    """Who wants to know about which task, and when. `holders`: who holds its role at its place now, nearest first."""

    task: Task
    actor: Actor
    authors: Authors
    reference: Reference
    holders: Sequence[Post]
    now_ms: int

    @property
    def playbook(self) -> Playbook:
        return self.reference.playbooks[self.task.playbook]

    def say(self, key: str, **fields: str | int) -> str:
        return say(self.authors.locale, key, fields)


def reasons(asked: Asked) -> list[str]:
    over = _over(asked)
    return [opening(asked), over] if over else [opening(asked), _whose(asked), _now(asked)]


def opening(asked: Asked) -> str:
    """What opened it, and what its order says is to be done."""
    said, about = _opening(asked), asked.task.about
    return asked.say("history.gap").join([said, asked.say("why.about", about=about)]) if about else said


def _opening(asked: Asked) -> str:
    """By the kind of the entry that did."""
    task, authors = asked.task, asked.authors
    recorded = authors.entries.get(task.opened_by)
    fields = {"who": authors.who(task.opened_by), "at": authors.when(task.opened_at)}
    kind = recorded.entry.kind.partition("@")[0] if recorded else ""
    if kind == "campaign.opened" and recorded:
        campaign = Campaign.objects.filter(id=task.campaign).first()
        fields |= {"title": campaign.title if campaign else "", "on": authors.when(recorded.at)}
        return asked.say(f"why.campaign{'_later' if task.opened_at > recorded.at else ''}", **fields)
    if kind == "step.taken" and task.opener:
        return asked.say("why.rule", **fields, **_rule(asked))
    if kind == "task.overdue" and recorded:
        due = read_as(TaskOverdue, recorded.entry.kind, recorded.entry.fact).due
        return asked.say("why.not_in_time", **fields, playbook=_opener(asked), due=authors.when(due))
    if kind == "slot.opened":
        return asked.say("why.schedule", **fields, playbook=title_of(asked.playbook, authors.locale))
    if kind == "task.opened" and task.part_of:
        return asked.say("why.part", **fields, playbook=_whole(asked))
    return asked.say("why.order" if kind == "task.opened" else "why.opened", **fields)


def _opener(asked: Asked) -> str:
    """What the playbook of the task that opened it is called."""
    return _title(asked.task.opener, asked)


def _whole(asked: Asked) -> str:
    """The same of the task of which it is a part."""
    return _title(asked.task.part_of, asked)


def _title(task: str | None, asked: Asked) -> str:
    return title_of(asked.reference.playbooks[Task.objects.get(id=task).playbook], asked.authors.locale)


def _rule(asked: Asked) -> dict[str, str]:
    """The step whose answers asked for it, as it stands now, and what of them the rule read."""
    task, locale, reference = asked.task, asked.authors.locale, asked.reference
    said = Step.objects.filter(Q(entry=task.opened_by) | Q(corrects=task.opened_by), thread=task.opener)
    step = said.order_by("effect", "-at", "-entry")[0]
    playbook, form = reference.playbooks[step.playbook], reference.form(step.playbook, step.step)
    wanted = {
        path
        for when in playbook.when
        if when.rule and when.open.playbook == asked.playbook.playbook and when.step in (None, step.step)
        for path in paths(when.rule)
    }
    answers = spoken(form.form, readable_of(step.answers), wanted, locale) if form else ()
    return {
        "playbook": title_of(playbook, locale),
        "step": step_title(playbook, step.step, locale),
        "answers": "; ".join(answers) or "–",
    }


def _over(asked: Asked) -> str:
    """Why nothing is owed; empty where something is."""
    task, locale = asked.task, asked.authors.locale
    if task.void or task.withdrawn:
        return asked.say(f"why.{task.void or 'withdrawn'}")
    if asked.playbook.task.states[task.state].final:
        since = asked.authors.when(task.since)
        return asked.say("why.done", state=state_title(asked.playbook, task.state, locale), at=since)
    return ""


def _whose(asked: Asked) -> str:
    task, authors, playbook = asked.task, asked.authors, asked.playbook
    mine = holding.mine(task, asked.playbook, asked.actor, asked.now_ms)
    if holding.is_held(task.assigned, asked.now_ms):
        return asked.say(
            f"why.{'yours' if mine else 'theirs'}_assigned", to=authors.holder(task.assigned or "")
        )
    fields = {"role": authors.role(playbook.holder(task.state)), "place": authors.place(task.place)}
    if mine == "role":
        return asked.say("why.yours_by_role", post=authors.place(_own(asked).place), **fields)
    if mine == "backup":
        return asked.say("why.yours_as_backup", backup=authors.role(playbook.task.backup or ""), **fields)
    if asked.holders:
        return asked.say("why.theirs_by_role", count=len(asked.holders), **fields)
    return asked.say("why.nobodys", **fields)


def _own(asked: Asked) -> Grant:
    """The post by which the actor holds its role there."""
    paths = paths_of(asked.task.place).paths
    holder = asked.playbook.holder(asked.task.state)
    held = (grant for grant in asked.actor.grants if grant.role == holder)
    return next(grant for grant in held if all(map(grant.covers, paths)))


def _now(asked: Asked) -> str:
    task, authors = asked.task, asked.authors
    state = state_title(asked.playbook, task.state, authors.locale)
    if task.due is None:
        return asked.say("why.without_deadline", state=state)
    key = "overdue" if task.due < asked.now_ms else "due"
    return asked.say(f"why.{key}", state=state, due=authors.when(task.due), at=authors.when(task.since))
