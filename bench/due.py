"""What the clock does when thousands of checks are missed at once: each is told to two roles and opens a visit."""

import time
from typing import Any, Final

from oneboard.access.routes import Call
from oneboard.foundation.clock import MINUTE_MS, now_ms
from oneboard.foundation.ids import new_id
from oneboard.intake.clock import deadlines
from oneboard.intake.desk.campaigns import NewCampaign, open_campaign
from oneboard.intake.desk.playbooks import NewPlaybook, publish
from oneboard.projections.models import Incident, Subject, Task
from oneboard.recorder import recorder

#: Tasks that are due at once, or some more: whole towns.
DUE: Final = 10_000

_HEAD: Final = "version: 1\nserves: [S26]\nsubject: households\n"
_DOOR: Final = f"""playbook: door
{_HEAD}title: {{zh: 上门, en: Door}}
task:
  holder: grid_worker
  opens: [rule]
  states: {{to_go: {{due: 2h}}, gone: {{final: true}}}}
  steps: {{go: {{from: [to_go], to: gone}}}}
"""
_CARE: Final = f"""playbook: care
{_HEAD}title: {{zh: 关爱, en: Care}}
task:
  holder: grid_worker
  states:
    to_check: {{due: 1h, overdue: {{tell: [squad_leader, town_dispatcher], open: {{playbook: door, due: 2h}}}}}}
    checked: {{final: true}}
  steps: {{check: {{from: [to_check], to: checked}}}}
"""


def missed(call: Call[Any, None, None], towns: list[str]) -> tuple[int, float]:
    """How many were due, and the seconds until all of it was said, folded and durable."""
    for source in (_DOOR, _CARE):
        publish(_with(call, NewPlaybook(new_id(now_ms()), source)))
    number = 0
    for town in towns:
        if number < min(DUE, Subject.objects.count()):
            _open(call, town)
            number = Task.objects.filter(playbook="care@1").count()
    began = time.perf_counter()
    said = deadlines.tell(recorder.running(), now_ms() + 90 * MINUTE_MS)
    took = time.perf_counter() - began
    opened = Task.objects.filter(playbook="door@1").count()
    if not number == said == opened:
        raise AssertionError(f"{number} were due, {said} were told, {opened} visits were opened")
    return number, took


def _open(call: Call[Any, None, None], town: str) -> None:
    incident, now = Incident.objects.get().id, now_ms()
    open_campaign(_with(call, NewCampaign(new_id(now), new_id(now), incident, "care@1", town, "居家关爱")))


def _with(call: Call[Any, None, None], body: Any) -> Call[Any, None, None]:
    return Call(call.actor, body, None, None, call.locale, now_ms())
