"""How every desk command is recorded: said in facts, sealed before the lock, checked under it, once by its id."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from oneboard.access.policy import post_for
from oneboard.access.routes import Call
from oneboard.foundation.canonical import Value
from oneboard.foundation.clock import iso, moment
from oneboard.foundation.errors import Refusal
from oneboard.foundation.ids import Id, derived_id, is_derived
from oneboard.journal.models import Head, Line
from oneboard.projections.reference import Reference
from oneboard.recorder import recorder
from oneboard.recorder.group import Group, decode_entry
from oneboard.recorder.preparation import Candidate
from oneboard.recorder.prepared import Prepared
from oneboard.recorder.writer import Decision
from oneboard.vocabulary.entry import NODE, ActorRef, Submission
from oneboard.vocabulary.facts import Fact

#: What facts of these nouns are allowed by, where one command says several; else it is the verb of the route.
_VERBS: Final = {"unit": "unit.manage", "member": "member.manage", "post": "post.appoint"}


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A fact with what it is about: the part of an entry that a command decides."""

    fact: Fact
    place: str | None = None
    subject: str | None = None
    incident: str | None = None
    campaign: str | None = None
    task: str | None = None
    playbook: str | None = None
    answers: dict[str, Value] = {}


class Recorded(msgspec.Struct, frozen=True):
    """The command's first entry, and where it stands in the journal."""

    entry: str
    seq: int
    recorded_at: str


def record(
    call: Call[Any, Any, Any],
    id_: Id,
    statements: Sequence[Statement],
    check: Callable[[], None],
    *,
    ours: bool = False,
) -> Recorded:
    """`check` runs under the lock and raises Refusal for what the state does not allow.

    The same `id_` again gives the first answer and changes nothing; Refusal entry.clash where it says something else.
    `ours`: the house made it, from what the command says.
    """
    prepared = prepare(call, id_, statements, ours=ours)

    def decide(_: object) -> Decision:
        check()
        return Decision(prepared)

    return answer(recorder.running().record(id_, decide, prepared[0].entry)[0])


def record_planned(
    call: Call[Any, Any, Any], id_: Id, plan: Callable[[], Sequence[Statement]]
) -> Recorded | None:
    """For a command whose facts depend on the state: `plan` reads it and says them, or raises Refusal.

    It is asked before the lock, so that nobody waits while answers are sealed, and again under it where the journal
    has moved in between; if it then says otherwise, that is sealed anew. None where there is nothing to say, and never
    was.
    """
    seq = Head.objects.values_list("seq", flat=True).get(id=1)
    planned = plan()
    if not planned:
        return said_before(call, id_)
    prepared = prepare(call, id_, planned)

    def decide(group: Group) -> Decision:
        now = planned if group.head.seq == seq else plan()
        return Decision(prepared if now == planned else prepare(call, id_, now))

    outcomes = recorder.running().record(id_, decide, prepared[0].entry)
    return answer(outcomes[0]) if outcomes else None


def said_before(call: Call[Any, Any, Any], id_: str) -> Recorded | None:
    """Raises Refusal entry.clash for an id that somebody else has used."""
    line = Line.objects.filter(id=id_).first()
    if line is not None and decode_entry(line.body).device != _desk(call):
        raise Refusal("entry.clash")
    return Recorded(line.id, line.seq, iso(line.recorded_at)) if line else None


def _desk(call: Call[Any, Any, Any]) -> str:
    return call.actor.account or call.actor.device or NODE


def prepare(
    call: Call[Any, Any, Any], id_: str, statements: Sequence[Statement], *, ours: bool = False
) -> list[Prepared]:
    """The entries of a command: the first has the command's id, the others ids derived from it."""
    if is_derived(id_) and call.actor.signed_in and not ours:
        raise Refusal("body.invalid", path="$.id", problem="a new UUID of version 7")
    ids = [id_, *(derived_id("command", id_, str(n)) for n in range(1, len(statements)))]
    sealer = recorder.running().sealer(call.now_ms)
    return sealer.prepare(
        [
            _candidate(call, entry, said, _post(call, said, sealer.reference))
            for entry, said in zip(ids, statements, strict=True)
        ]
    )


def answer(outcome: Any) -> Recorded:
    return Recorded(outcome.id, outcome.seq, iso(outcome.recorded_at))


def already(seq: int) -> Recorded:
    """The answer of what said the same before."""
    line = Line.objects.get(seq=seq)
    return Recorded(line.id, line.seq, iso(line.recorded_at))


def _post(call: Call[Any, Any, Any], said: Statement, reference: Reference) -> str | None:
    """The post that allows it there; None for the house itself. A place that is new lies where its parent does."""
    verb = _VERBS.get(said.fact.kind.partition(".")[0], call.verb)
    named = (said.place, getattr(said.fact, "parent", None))
    known = [place for place in named if isinstance(place, str) and place in reference.paths]
    ground = (reference.ground_of(known[0]) or (".".join(reference.paths[known[0]]),)) if known else ()
    post = post_for(call.actor, verb, ground) or post_for(call.actor, verb)
    return post or next((grant.post for grant in call.actor.grants), None)


def _candidate(call: Call[Any, Any, Any], id_: str, said: Statement, post: str | None) -> Candidate:
    actor = call.actor
    submission = Submission(
        id=id_, kind=said.fact.kind, actor=ActorRef(actor.party, actor.member, post),
        device=_desk(call), device_seq=0, happened_at=moment(call.now_ms),
        place=said.place, subject=said.subject, incident=said.incident, campaign=said.campaign, task=said.task,
        playbook=said.playbook, fact=msgspec.Raw(msgspec.json.encode(said.fact)), answers=said.answers,
    )  # fmt: skip
    return Candidate(submission, call.now_ms)
