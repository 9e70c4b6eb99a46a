"""What it costs a node that a form is published: the CPU of every phone's next pull, and of its fetching the form."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bench.founding import PLAYBOOKS
from bench.town import Phone
from oneboard.access.actor import Actor, Grant
from oneboard.access.routes import Call
from oneboard.api.forms import OneForm, show
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.desk.playbooks import NewPlaybook, publish
from oneboard.intake.field.pull import PullQuery, pull
from oneboard.intake.imports.playbooks import read_files
from oneboard.recorder import recorder

#: Phones that are measured; the others are taken to cost the same.
_SAMPLE: Final = 200


def renewed(phones: Sequence[Phone], paths: Mapping[str, str], cpu: Callable[[], float]) -> float:
    """CPU seconds for all phones: of the publication itself, and of what each pulls more because of it."""
    sample = phones[:: max(1, len(phones) // _SAMPLE)]
    actors = [_actor(phone, paths[phone.grid]) for phone in sample]
    cursors = [_caught_up(actor) for actor in actors]
    idle = min(
        _cost(cpu, lambda: [_pull(*one) for one in zip(actors, cursors, strict=True)]) for _ in range(3)
    )
    publication = _cost(cpu, _publish)
    fetching = min(
        _cost(cpu, lambda: [_fetch(*one) for one in zip(actors, cursors, strict=True)]) for _ in range(3)
    )
    return publication + max(0.0, fetching - idle) * len(phones) / len(sample)


def _cost(cpu: Callable[[], float], do: Callable[[], object]) -> float:
    before = cpu()
    do()
    return cpu() - before


def _caught_up(actor: Actor) -> str:
    cursor = ""
    while True:
        answer = _pull(actor, cursor)
        cursor = answer.cursor
        if not answer.more:
            return str(cursor)


def _publish() -> None:
    files = read_files(PLAYBOOKS[-1])
    source = files.source.decode().replace("version: 2", "version: 3")
    form = {
        name: raw.decode().replace("发了几份宣传单？", "今天发了几份宣传单？")
        for name, raw in files.forms.items()
    }
    publish(_call(Actor(party="node"), NewPlaybook(new_id(now_ms()), source, form), None, None))
    # Whoever asks next reads it into memory, once for all.
    recorder.running().reference()


def _fetch(actor: Actor, cursor: str) -> None:
    [playbook] = _pull(actor, cursor).playbooks
    for form in playbook.forms:
        show(_call(actor, None, OneForm(form.key), None))


def _pull(actor: Actor, cursor: str) -> Any:
    return pull(_call(actor, None, None, PullQuery(cursor)))


def _actor(phone: Phone, path: str) -> Actor:
    grant = Grant(phone.post, "00000000-0000-7000-8000-000000000002", phone.grid, (path,), "grid_worker")
    return Actor(device=phone.device, member=phone.member, grants=(grant,))


def _call(actor: Actor, body: object, path: object, query: object) -> Call[Any, Any, Any]:
    return Call(actor=actor, body=body, path=path, query=query, locale="zh", now_ms=now_ms())
