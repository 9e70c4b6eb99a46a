"""Founds the town of a bench on an empty node, in a process of its own, before any server runs.

    python -m bench.founding PLAN      # JSON; prints the town as JSON

Everything is said in facts, thousands in one command, so that the journal explains every row.
"""

import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
import msgspec

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oneboard.api.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from bench.plan import Plan  # noqa: E402
from bench.town import Phone, Town  # noqa: E402
from oneboard.access.actor import Actor  # noqa: E402
from oneboard.access.routes import Call  # noqa: E402
from oneboard.accounts import accounts, devices  # noqa: E402
from oneboard.foundation.clock import now_ms  # noqa: E402
from oneboard.foundation.ids import new_id  # noqa: E402
from oneboard.intake.desk.command import Statement, prepare  # noqa: E402
from oneboard.intake.desk.founding import Territory, found  # noqa: E402
from oneboard.intake.desk.motions import (  # noqa: E402
    ApproveMotion,
    OneMotion,
    approve,
    list_motions,
)
from oneboard.intake.desk.playbooks import NewPlaybook, publish  # noqa: E402
from oneboard.intake.desk.registers import NewRegister  # noqa: E402
from oneboard.intake.desk.registers import publish as publish_register  # noqa: E402
from oneboard.intake.imports.playbooks import read_files  # noqa: E402
from oneboard.recorder import recorder  # noqa: E402
from oneboard.recorder.writer import Decision  # noqa: E402
from oneboard.vocabulary.incidents import CampaignOpened, IncidentOpened  # noqa: E402
from oneboard.vocabulary.people import MemberRegistered, PostAppointed, UnitRegistered  # noqa: E402
from oneboard.vocabulary.places import PlaceRegistered  # noqa: E402

CITY = "5117"

#: Facts in one command: all must be folded before the caller loses patience.
_AT_ONCE = 500

REGISTER = Path(__file__).parents[1] / "content/epidemic/registers/households.yaml"
#: What a visit opens comes before it.
PLAYBOOKS = [
    Path(__file__).parents[1] / f"content/epidemic/playbooks/{name}.yaml"
    for name in ("fever_check", "errand", "household_visit")
]

#: What they rest on; those that restrict nobody need none.
BASIS = {"order": "演练指挥部第 1 号令", "ends": "2099-12-31"}


def build(plan: Plan) -> Town:
    call_command("migrate", verbosity=0, interactive=False)
    recorder.start(settings.ONEBOARD.home, settings.ONEBOARD.time_zone)
    try:
        founder = found(Territory(CITY, "city", "达州市"), "市域治理中心", "周一")
        accounts.create_first("founder", now_ms(), member=founder)
        grids = _places(plan)
        campaign = _campaign(plan.visits)
        _officer()
        return Town(campaign, _phones(grids))
    finally:
        recorder.stop()


def _places(plan: Plan) -> list[str]:
    """Returns the grids."""
    above, said = [CITY], []
    for level, number in (
        ("county", plan.counties), ("town", plan.towns), ("village", plan.villages), ("grid", plan.grids)
    ):  # fmt: skip
        here = [f"{level}{n:05d}" for n in range(number)]
        for n, place in enumerate(here):
            parent = above[n * len(above) // number]
            said.append(Statement(fact=PlaceRegistered(level=level, name=place, parent=parent), place=place))
        above = here
    _say(said)
    return above


def _officer() -> None:
    """Who brings lists of the registers."""
    unit, member, post, begins = (new_id(now_ms()), new_id(now_ms()), new_id(now_ms()), now_ms())
    appointed = PostAppointed(member=member, unit=unit, role="duty_officer", begins=begins)
    _say([
        Statement(fact=UnitRegistered(name="值班室"), place=CITY, subject=unit),
        Statement(fact=MemberRegistered(), place=CITY, subject=member),
        Statement(fact=appointed, place=CITY, subject=post),
    ])  # fmt: skip
    accounts.create("officer", secrets.token_urlsafe(18), begins, member=member)


def _campaign(visits: bool) -> str:
    """Without visits it is never opened."""
    publish_register(_call(NewRegister(new_id(now_ms()), REGISTER.read_text())))
    for playbook in PLAYBOOKS:
        body = read_files(playbook).body
        put_in_force(msgspec.convert({"id": new_id(now_ms()), "basis": BASIS, **body}, NewPlaybook))
    incident, campaign = new_id(now_ms()), new_id(now_ms())
    opened = CampaignOpened(title="入户走访", register="households")
    said = [
        Statement(fact=IncidentOpened(title="演练", sort="exercise"), incident=incident),
        Statement(fact=opened, place=CITY, incident=incident, campaign=campaign, playbook="household_visit@2"),
    ]  # fmt: skip
    _say(said if visits else said[:1])
    return campaign


def put_in_force(playbook: NewPlaybook) -> None:
    """Published; what restricts people is approved by a second person at once."""
    publish(_call(playbook))
    for motion in list_motions(_call(None)):
        second = Actor(party="node", member=new_id(now_ms()))
        asked = ApproveMotion(new_id(now_ms())), OneMotion(motion.motion)
        approve(Call(second, asked[0], asked[1], None, "zh", now_ms()))


def _phones(grids: Sequence[str]) -> list[Phone]:
    """A member, his post and his phone for each grid."""
    unit, begins = new_id(now_ms()), now_ms()
    people = [(new_id(begins), new_id(begins), grid) for grid in grids]
    _say([Statement(fact=UnitRegistered(name="网格队"), place=CITY, subject=unit)])
    _say(list(_appointments(people, unit, begins)))
    phones = []
    with transaction.atomic():
        for member, post, grid in people:
            device, token = devices.add(member, f"phone of {grid}", None, begins)
            phones.append(Phone(device.id, token, member, post, grid))
    return phones


def _appointments(people: Sequence[tuple[str, str, str]], unit: str, begins: int) -> Iterator[Statement]:
    for member, post, grid in people:
        yield Statement(fact=MemberRegistered(), place=grid, subject=member)
        fact = PostAppointed(member=member, unit=unit, role="grid_worker", begins=begins)
        yield Statement(fact=fact, place=grid, subject=post)


def _say(said: Sequence[Statement]) -> None:
    for start in range(0, len(said), _AT_ONCE):
        call = _call(None)
        id_ = new_id(call.now_ms)
        decision = Decision(prepare(call, id_, said[start : start + _AT_ONCE]))
        recorder.running().record(id_, lambda _, decision=decision: decision)  # type: ignore[misc]


def _call(body: Any) -> Call[Any, None, None]:
    return Call(actor=Actor(party="node"), body=body, path=None, query=None, locale="zh", now_ms=now_ms())


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(build(msgspec.json.decode(sys.argv[1], type=Plan))))
