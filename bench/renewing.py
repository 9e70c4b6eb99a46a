"""What it costs a node that a form is published: the CPU of every phone's next pull, and of its fetching the form; and
how long a version takes to go on with the open tasks of the one before."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec
from django.db import connection
from django.test import Client

from bench.founding import BASIS, PLAYBOOKS, put_in_force
from bench.town import Phone
from oneboard.access.actor import Actor, Grant
from oneboard.access.routes import Call
from oneboard.api.forms import OneForm, show
from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.desk.playbooks import NewPlaybook
from oneboard.intake.field.pull import PullQuery, pull
from oneboard.intake.imports.playbooks import read_files
from oneboard.playbooks.schema import Basis
from oneboard.projections.models import Task
from oneboard.recorder import recorder

#: Phones that are measured; the others are taken to cost the same. How often, because a pull costs ten times the rest.
_SAMPLE: Final = 200
_ROUNDS: Final = 5

_FORM: Final = "household_visit.3.household_visit"


def renewed(
    phones: Sequence[Phone], paths: Mapping[str, str], cpu: Callable[[], float]
) -> tuple[float, float]:
    """CPU seconds for all phones: of the publication itself, and of what each pulls more because of it; and what it is
    with a request of its own for the one form that is new, through all of the node but its socket."""
    sample = phones[:: max(1, len(phones) // _SAMPLE)]
    actors = [_actor(phone, paths[phone.grid]) for phone in sample]
    behind = [_caught_up(actor) for actor in actors]
    publication = _cost(cpu, lambda: _publish(3, None))
    ahead = [_caught_up(actor) for actor in actors]
    idle, fetching = _in_turns(
        cpu,
        lambda: [_pull(*one) for one in zip(actors, ahead, strict=True)],
        lambda: [_fetch(*one) for one in zip(actors, behind, strict=True)],
    )
    asking = min(_cost(cpu, lambda: [_ask(phone) for phone in sample]) for _ in range(_ROUNDS))
    times = len(phones) / len(sample)
    handlers = publication + max(0.0, fetching - idle) * times
    return handlers, handlers + asking * times


def moved(number: int) -> float:
    """Seconds until a version has taken so many open tasks along; what else is open is finished before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE projections_task SET state = 'visited', due = NULL WHERE playbook = %s AND id > "
            "(SELECT id FROM projections_task WHERE playbook = %s ORDER BY id LIMIT 1 OFFSET %s)",
            ["household_visit@2", "household_visit@2", number - 1],
        )
    began = time.perf_counter()
    _publish(4, "open_tasks")
    seconds = time.perf_counter() - began
    if Task.objects.filter(playbook="household_visit@4").count() != number:
        raise AssertionError("not all were moved")
    return seconds


def _in_turns(cpu: Callable[[], float], *works: Callable[[], object]) -> list[float]:
    """The least of each; in turns, so that the load of others falls out."""
    costs = [[_cost(cpu, work) for work in works] for _ in range(_ROUNDS)]
    return [min(row[n] for row in costs) for n in range(len(works))]


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


def _publish(version: int, moves: Literal["open_tasks"] | None) -> None:
    files = read_files(PLAYBOOKS[-1])
    source = files.source.decode().replace("version: 2", f"version: {version}")
    form = {
        name: raw.decode().replace("发了几份宣传单？", "今天发了几份宣传单？")
        for name, raw in files.forms.items()
    }
    basis = msgspec.convert(BASIS, Basis)
    put_in_force(NewPlaybook(new_id(now_ms()), source, form, moves, basis))
    # Whoever asks next reads it into memory, once for all.
    recorder.running().reference()


def _fetch(actor: Actor, cursor: str) -> None:
    _pull(actor, cursor)
    show(_call(actor, None, OneForm(_FORM), None))


def _ask(phone: Phone) -> None:
    """A phone that has the hashes of the others asks for one form."""
    token = {"Authorization": f"Bearer {phone.token}"}
    answer = Client(SERVER_NAME="localhost").get(f"/forms/{_FORM}", headers=token)
    if answer.status_code != 200:
        raise AssertionError(answer.content)


def _pull(actor: Actor, cursor: str) -> Any:
    return pull(_call(actor, None, None, PullQuery(cursor)))


def _actor(phone: Phone, path: str) -> Actor:
    grant = Grant(phone.post, "00000000-0000-7000-8000-000000000002", phone.grid, (path,), "grid_worker")
    return Actor(device=phone.device, member=phone.member, grants=(grant,))


def _call(actor: Actor, body: object, path: object, query: object) -> Call[Any, Any, Any]:
    return Call(actor=actor, body=body, path=path, query=query, locale="zh", now_ms=now_ms())
