"""A speaker (说话人): somebody of a play with a phone, and the ledger that hears what they say."""

from collections.abc import Mapping

from oneboard.cli.play.camera import Photograph
from oneboard.cli.play.chance import Chance
from oneboard.cli.play.ledger import Ledger, Step
from oneboard.cli.play.phone import Phone
from oneboard.cli.play.scenes.scene import Answers
from oneboard.foundation.ids import near_id


class Speaker:
    """`playbooks`: by name, with their versions. `campaigns`: those open, by the playbook's name."""

    def __init__(
        self, phone: Phone, ledger: Ledger, playbooks: Mapping[str, str], campaigns: Mapping[str, str]
    ) -> None:
        self.phone, self.ledger, self.playbooks, self.campaigns = phone, ledger, playbooks, campaigns
        self._turn = 0
        self._seen: set[tuple[str, str]] = set()
        self._chances: dict[str, Chance] = {}

    @property
    def place(self) -> str:
        return self.phone.identity.place

    @property
    def chance(self) -> Chance:
        return self.phone.chance

    def chance_of(self, what: str) -> Chance:
        """This speaker's, for a scene or a playbook: what one of them draws changes nothing for the others."""
        if what not in self._chances:
            self._chances[what] = self.phone.chance_of(what)
        return self._chances[what]

    def is_new(self, task: str, since: str) -> bool:
        """Whether this speaker sees the task for the first time since it entered its state."""
        seen = (task, since) in self._seen
        self._seen.add((task, since))
        return not seen

    def register(self, register: str, now: int, answers: Answers) -> str:
        """Something that stands on no list yet; its id. `now`: in true ms, as in all that is said here."""
        subject = self.phone.ids.id_at(now)
        self.phone.say("subject.registered@1", {"register": register}, now, self.place, subject=subject,
                       answers=answers)  # fmt: skip
        return subject

    def photograph(self, now: int, place: str, subject: str) -> str:
        """What an answer says in its place."""
        photograph = Photograph(self.phone.ids.id_at(now), place, subject)
        self.phone.photographs.append(photograph)
        return photograph.id

    def task_of(self, playbook: str, subject: str) -> str:
        """The task that a campaign opens for it: phone and node make the same id without talking."""
        return near_id(subject, "campaign", self.campaigns[playbook], subject)

    def step(self, playbook: str, step: str, now: int, subject: str, task: str, answers: Answers, *,
             place: str = "", day: int | None = None) -> str:  # fmt: skip
        """Returns the entry's id.

        `playbook`: with its version, or the one in force. `place`: the speaker's own if it is left out. `day`: of the
        play, on which it counts, if not on that on which it is said.
        """
        name = playbook.partition("@")[0]
        self._turn = (self._turn + 1) % 1000  # nobody does two things within one millisecond
        now, place = now + self._turn, place or self.place
        campaign = {"campaign": self.campaigns[name]} if name in self.campaigns else {}
        entry = self.phone.say(
            "step.taken@1", {"step": step}, now, place, playbook=self.playbooks.get(playbook, playbook),
            subject=subject, task=task, answers=answers, **campaign,
        )  # fmt: skip
        self.ledger.hear(Step(entry, now, place, name, step, task, subject, answers, day))
        return entry
