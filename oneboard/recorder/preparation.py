"""Preparation: what is done to submissions before the lock. Answers are split, sealed and hashed, a batch at a time.

Default-deny: an answer is sealed unless the playbook it was given under lists its question as readable.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from oneboard.foundation.canonical import Value, canonical
from oneboard.foundation.clock import day_number, day_text
from oneboard.foundation.ids import NIL_ID, derived_id
from oneboard.foundation.turn import TURN
from oneboard.playbooks.answer_types import question_of
from oneboard.privacy.finding import Maker, makers_beside
from oneboard.privacy.keyring import Keyring
from oneboard.privacy.keys import SubjectKey
from oneboard.privacy.suite import nonces
from oneboard.projections.incidents import last_day
from oneboard.projections.reference import Reference
from oneboard.recorder.belonging import HOUSE, OTHERS, Keeping, keeping_of, named_by
from oneboard.recorder.prepared import Prepared
from oneboard.vocabulary.entry import POSITION, Entry, Position, Submission

#: How long the keys of a month's answers live after the month, where no register says otherwise.
KEEP_DAYS: Final = 180

#: Positions are sealed under a key of the day, which is destroyed after 14 days (design, §6: no tracking).
KEEP_POSITIONS_DAYS: Final = 14

_ROUND_TO: Final = 1000  # microdegrees: about 100 m

_encode = msgspec.json.Encoder(order="deterministic").encode


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A submission that a door let through, with why a person must look at it first, if so.

    `sender`: the device that brought it, where that may be another than it names.
    """

    submission: Submission
    happened_at: int
    shift_ms: int = 0
    reason: str = ""
    detail: str = ""
    sender: str = ""


def subject_of(entry: Submission | Entry) -> str:
    """Whose key seals the answers: the subject's, and where an entry is about none, one of the entry's own."""
    return entry.subject or entry.id


class Sealer:
    """Seals what is personal; the writer makes new keys durable. `today`, the city's day of arrival, chooses them."""

    def __init__(self, keyring: Keyring, reference: Reference, received_at: int, last_recorded: int) -> None:
        self._keyring, self.reference = keyring, reference
        self.received_at = received_at
        self._scopes: dict[tuple[str | None, str, str], int] = {}
        self._keepings: dict[tuple[str, str | None, str], Keeping] = {}
        self._incidents = {campaign.id: campaign.incident for campaign in reference.campaigns}
        self._makers: dict[int, Sequence[Maker]] = {}
        # The journal's time never goes back: a clock that does must not seal under keys that are about to expire.
        self.today = reference.day(max(received_at, last_recorded))
        end = self._month()[1]
        self._over = {
            id_ for id_, incident in reference.incidents.items() if last_day(incident, end) <= self.today
        }

    def prepare(self, candidates: Sequence[Candidate]) -> list[Prepared]:
        kept = [(c, keeping, self._scope(c.submission, keeping)) for c in candidates
                for keeping in (self._keeping(c.submission),)]  # fmt: skip
        wanted = {(scope, subject_of(c.submission)) for c, _, scope in kept if c.submission.answers}
        positions = self._position_scope() if any(c.submission.position for c in candidates) else None
        if positions is not None:
            wanted.add((positions, NIL_ID))
        keys = self._keyring.keys(wanted, durably=False) if wanted else {}
        day_key = keys.get((positions, NIL_ID)) if positions is not None else None
        # Of all answers: how many of them are sealed is known only when they are split.
        fresh = nonces(sum(len(c.submission.answers) for c in candidates))
        with TURN:
            return [
                self._prepare(c, keeping, keys.get((scope, subject_of(c.submission))), day_key, fresh)
                for c, keeping, scope in kept
            ]

    def prepare_unreadable(self, raw: bytes, device: str, reason: str, detail: str) -> Prepared:
        """What could not be read at all, kept under a key of its own until a person has looked."""
        digest = hashlib.sha256(raw).hexdigest()
        id_ = derived_id("unreadable", device, digest)
        scope = self._keyring.scope(None, "quarantine", *self._month()).no
        key = self._keyring.keys({(scope, id_)}, durably=False)[scope, id_]
        return Prepared(
            id_, device, self.received_at, digest, raw=key.seal("raw", raw), reason=reason, detail=detail
        )

    def _prepare(
        self,
        candidate: Candidate,
        keeping: Keeping,
        key: SubjectKey | None,
        day_key: SubjectKey | None,
        fresh: Iterator[bytes],
    ) -> Prepared:
        submission, content = candidate.submission, canonical(candidate.submission)
        readable, private = _split(submission.answers, keeping)
        sealed = key.seal_all({path: _encode(value) for path, value in private.items()}, fresh) if key else {}
        if submission.position is not None and day_key is not None:
            sealed[POSITION] = day_key.seal(POSITION, _encode(_rounded(submission.position)))
        hashing = key if private else day_key if submission.position is not None else None
        entry = Entry(
            id=submission.id, kind=submission.kind, actor=submission.actor, device=submission.device,
            device_seq=submission.device_seq, happened_at=candidate.happened_at, shift_ms=candidate.shift_ms,
            incident=submission.incident, place=submission.place, subject=submission.subject, task=submission.task,
            campaign=submission.campaign, playbook=submission.playbook, parents=submission.parents,
            corrects=submission.corrects, fact=submission.fact, spent_s=submission.spent_s, readable=readable,
            sealed=sealed, scope=key.scope_no if key and private else None,
            find=self._find(keeping, private, key) if key and private else {},
            content_hash=(hashing.fingerprint(content) if hashing else hashlib.sha256(content).digest()).hex(),
        )  # fmt: skip
        return Prepared(
            submission.id, candidate.sender or submission.device, self.received_at, entry.content_hash, entry,
            _encode(entry), content, reason=candidate.reason, detail=candidate.detail,
        )  # fmt: skip

    def _keeping(self, submission: Submission) -> Keeping:
        """Looked up once in a batch for all entries of one sort."""
        sort = (submission.kind, submission.playbook, named_by(submission))
        if sort not in self._keepings:
            self._keepings[sort] = keeping_of(*sort, self.reference)
        return self._keepings[sort]

    def _find(self, keeping: Keeping, private: dict[str, Value], key: SubjectKey) -> dict[str, list[str]]:
        """By path, the hashes under this scope and those beside it, so that months need no key to be compared."""
        hashed = keeping.hashed(private)
        if hashed and key.scope_no not in self._makers:
            self._makers[key.scope_no] = makers_beside(self._keyring, key.scope_no)
        return {
            path: [maker.hash(kind, plain) for kind, plain in some for maker in self._makers[key.scope_no]]
            for path, some in hashed.items()
        }

    def _scope(self, submission: Submission, keeping: Keeping) -> int:
        """The number of the scope of keys that an entry's answers lie under."""
        if not submission.answers:
            return 0
        return self._scope_named(self._incident_of(submission), keeping.register, keeping.confidence)

    def incident_over(self, submission: Submission) -> str:
        """The incident it belongs to, if that one's keys are gone: nothing more can be sealed in it. Else empty."""
        incident = self._incident_of(submission)
        return incident if incident in self._over else ""

    def _incident_of(self, submission: Submission) -> str | None:
        return submission.incident or self._incidents.get(submission.campaign or "")

    def blob_scope(self, incident: str | None) -> int:
        """The number of the scope of keys that a blob's bytes are sealed under, from its first piece to its last."""
        return self._scope_named(incident, HOUSE["blob.stored"])

    def _scope_named(self, incident: str | None, register: str, confidence: str = "") -> int:
        if (incident, register, confidence) not in self._scopes:
            # A scope is a file: only names that the centre gave make one, not any that a phone makes up.
            given = None if incident in self._over else self.reference.incidents.get(incident or "")
            published = self.reference.registers.get(register)
            name = register if published or register in HOUSE.values() else OTHERS
            name += f".{confidence}" if confidence else ""
            period, day = self._month(published.keep_days if published else KEEP_DAYS)
            scope = self._keyring.scope(given.id if given else None, name, period, last_day(given, day))
            self._scopes[incident, register, confidence] = scope.no
        return self._scopes[incident, register, confidence]

    def _month(self, keep_days: int = KEEP_DAYS) -> tuple[str, int]:
        """The period's name, and the first day without its keys."""
        period = day_text(self.today)[:7]
        return period, day_number(f"{period}-01") + 31 + keep_days

    def _position_scope(self) -> int:
        expires_on = self.today + KEEP_POSITIONS_DAYS
        return self._keyring.scope(None, "positions", day_text(self.today), expires_on).no


def _split(answers: dict[str, Value], keeping: Keeping) -> tuple[dict[str, Value], dict[str, Value]]:
    """What may be read, and what is sealed."""
    readable: dict[str, Value] = {}
    private: dict[str, Value] = {}
    for path, value in answers.items():
        (readable if question_of(path) in keeping.readable else private)[path] = value
    return readable | keeping.derived(private), private


def _rounded(position: Position) -> Position:
    nearest = [round(degrees / _ROUND_TO) * _ROUND_TO for degrees in (position.latitude, position.longitude)]
    return Position(*nearest)
