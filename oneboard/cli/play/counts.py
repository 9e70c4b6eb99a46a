"""What a step counts for, written out by hand for the ledger: a second opinion on the playbooks' `count:`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

Answers: TypeAlias = Mapping[str, Any]
Counts: TypeAlias = Iterator[tuple[str, int]]

#: Steps that count one each time they are taken.
_EACH: Final = {
    "household_visit": {"not_home": "doors_not_opened"},
    "daily_report": {"give_back": "reports_given_back"},
    "fever_check": {
        "no_fever": "fevers_ruled_out", "advise": "fevers_advised", "hand_over": "fevers_handed_over",
    },
    "errand": {
        "take": "errands_taken", "deliver": "errands_delivered", "settle": "errands_settled",
        "cannot_buy": "errands_not_to_be_had", "arrange": "needs_arranged",
    },
    "care_in_isolation": {
        "check": "checks_in_isolation", "no_answer": "checks_unanswered", "appeal": "appeals_raised",
        "to_hospital": "people_taken_to_hospital", "release": "people_released", "end_early": "people_released_early",
    },
    "door_visit": {
        "well": "door_visits_all_well", "help": "door_visits_with_help", "nobody": "door_visits_in_vain",
        "found": "people_found_elsewhere",
    },
    "medical_call": {
        "no_alarm": "calls_nothing_serious", "advise": "calls_advised", "hand_over": "calls_handed_over",
    },
    "isolation_errand": {
        "take": "isolation_errands_taken", "deliver": "isolation_errands_delivered",
        "settle": "isolation_errands_settled", "cannot_buy": "isolation_errands_not_to_be_had",
        "arrange": "isolation_needs_arranged",
    },
    "isolation_appeal": {"grant": "appeals_granted", "ease": "appeals_eased", "reject": "appeals_rejected"},
}  # fmt: skip

#: Numbers that are added up, by the step that says them; "" is any step.
_ADDED: Final = {
    ("household_visit", "visit"): (("people_seen", "members_seen"), ("people_unwell", "unwell")),
    ("household_visit", ""): (("leaflets_handed_out", "leaflets"),),
    ("errand", "buy"): (("fen_spent", "cost"),),
    ("errand", "settle"): (("fen_paid_back", "paid"),),
    ("isolation_errand", "buy"): (("isolation_fen_spent", "cost"),),
    ("isolation_errand", "settle"): (("isolation_fen_paid_back", "paid"),),
}

_REPORTED: Final = (
    ("reported_on_duty", "on_duty"), ("reported_fevers", "new_fevers"), ("reported_isolated", "isolated"),
    ("reported_released", "released"),
)  # fmt: skip


def counted(playbook: str, step: str, answers: Answers) -> Counts:
    """What is added up of each step, and how much."""
    if indicator := _EACH.get(playbook, {}).get(step):
        yield indicator, 1
    for said in (step, ""):
        for indicator, path in _ADDED.get((playbook, said), ()):
            yield indicator, answers.get(path, 0)
    if special := _SPECIAL.get((playbook, step)):
        yield from special(answers)


def distinct(playbook: str, step: str, answers: Answers) -> Sequence[str]:
    """For what the subject counts once, however often such a step is taken."""
    match playbook, step:
        case "household_visit", "visit":
            return (
                ("households_visited", "households_in_need") if _in_need(answers) else ("households_visited",)
            )
        case "household_visit", "refuse":
            return ("households_declining",)
        case "household_visit", "not_here":
            return ("households_not_found",)
        case "care_in_isolation", "check":
            return ("people_checked_on",)
    return ()


def last(playbook: str, step: str, answers: Answers) -> Counts:
    """What only the last such step of a task counts for."""
    match playbook, step:
        case "daily_report", "report":
            yield "units_reporting", 1
            yield "zero_reports", int(answers["status"] == "zero")
            yield "reports_not_applicable", int(answers["status"] == "not_applicable")
            yield "units_short_of_something", int(_in_need(answers, "short_of"))
            yield from ((indicator, answers.get(path, 0)) for indicator, path in _REPORTED)
        case "daily_report", "approve":
            yield "reports_approved", 1


def _fevers(answers: Answers) -> Counts:
    yield (
        "people_with_fever",
        sum(
            path.startswith("members/") and path.endswith("/fever") and said == "yes"
            for path, said in answers.items()
        ),
    )


def _checked(answers: Answers) -> Counts:
    yield "checks_with_alarm", int(answers.get("alarm") == "yes")
    yield "checks_with_needs", int(_in_need(answers))


def _in_need(answers: Answers, path: str = "needs") -> bool:
    """Whether something else than "none" was chosen."""
    return any(said != "none" for said in answers.get(path, ()))


_SPECIAL: Final[dict[tuple[str, str], Callable[[Answers], Counts]]] = {
    ("household_visit", "visit"): _fevers,
    ("care_in_isolation", "check"): _checked,
}
