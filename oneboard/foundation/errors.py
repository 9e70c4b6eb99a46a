"""The two kinds of failure: a `Refusal` the caller can mend; anything else is ours and propagates."""

import traceback
from typing import Final

from oneboard.foundation.words import Said

#: Every refusal's stable code and its HTTP status. The text lives in `locales/`, one line per code.
STATUS: Final[dict[str, int]] = {
    "account.exists": 409,
    "account.signed_out": 401,
    "account.throttled": 429,
    "account.unknown": 401,
    "account.wrong": 401,
    "batch.not_json": 400,
    "batch.too_large": 413,
    "blob.expired": 410,
    "blob.mismatch": 422,
    "blob.offset": 409,
    "blob.too_large": 413,
    "body.invalid": 422,
    "boundary.invalid": 422,
    "bulk.changed": 409,
    "bulk.too_many": 422,
    "bulletin.changed": 409,
    "bulletin.earlier": 409,
    "bulletin.level": 422,
    "calendar.restored": 409,
    "campaign.closed": 409,
    "device.revoked": 401,
    "drawing.fount": 422,
    "edition.invalid": 422,
    "enrolment.invalid": 401,
    "entry.clash": 409,
    "exercise.actual": 409,
    "exercise.backwards": 422,
    "exercise.none": 409,
    "extension.confirmed": 409,
    "extension.same_person": 409,
    "figure.future": 422,
    "figure.too_many": 422,
    "figure.unknown": 422,
    "form.invalid": 422,
    "holder.full": 409,
    "holder.unfit": 409,
    "incident.ended": 409,
    "journal.busy": 429,
    "journal.stopped": 503,
    "member.exists": 409,
    "member.without_post": 409,
    "method_not_allowed": 405,
    "not_found": 404,
    "not_permitted": 403,
    "paper.destroyed": 410,
    "paper.lacks": 409,
    "paper.not_yet": 409,
    "paper.standing": 409,
    "paper.unknown_fields": 409,
    "paper.void": 409,
    "place.closed": 409,
    "place.exists": 409,
    "place.gone": 409,
    "place.level": 422,
    "place.no_grid": 422,
    "place.unknown": 422,
    "playbook.confidence": 409,
    "playbook.ended": 409,
    "playbook.invalid": 422,
    "playbook.not_opened_by": 409,
    "playbook.other_subject": 409,
    "playbook.published": 409,
    "playbook.same_person": 409,
    "playbook.unknown": 422,
    "playbook.withdrawn": 409,
    "post.ended": 409,
    "post.held": 409,
    "purpose.missing": 422,
    "quarantine.settled": 409,
    "quarantine.unfit": 409,
    "register.invalid": 422,
    "register.published": 409,
    "register.unknown": 422,
    "report.not_carried": 409,
    "response.other": 409,
    "response.same": 409,
    "role.not_grantable": 403,
    "role.unknown": 422,
    "session.origin": 403,
    "session.token": 403,
    "store.away": 503,
    "subject.closed": 409,
    "subject.merged": 409,
    "subject.not_closed": 409,
    "subject.not_merged": 409,
    "table.columns": 422,
    "table.encoding": 422,
    "table.format": 422,
    "table.no_header": 422,
    "table.too_large": 413,
    "table.unreadable": 422,
    "task.before_due": 409,
    "task.not_above": 403,
    "task.not_from": 409,
    "task.not_yours": 403,
    "task.over": 409,
    "task.owed": 409,
    "task.parts_owed": 409,
    "task.same_person": 409,
    "template.invalid": 422,
    "template.published": 409,
    "template.unknown": 422,
    "unit.exists": 409,
    "unit.unknown": 422,
    "upload.day_full": 429,
    "upload.too_many": 429,
    "upload.unknown": 404,
    "upload.version": 412,
}


class Refusal(Exception):
    """Something the caller can mend.

    `code` is a key of `STATUS`; `fields` are the facts of the case, among them what would have been right.
    """

    def __init__(self, code: str, **fields: Said) -> None:
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.code} {self.fields}" if self.fields else self.code


def places_of(error: BaseException) -> str:
    """Where it broke and what kind of error, for the log; not its message, which may hold what somebody told us."""
    lines = traceback.format_tb(error.__traceback__)
    cause = error.__cause__ or error.__context__
    earlier = f"{places_of(cause)}\nwhich led to\n" if cause is not None else ""
    return f"{earlier}{''.join(lines)}{type(error).__name__}"
