"""Authors (作者): who said an entry, as everybody may know it: by role and place, never by name."""

from collections.abc import Iterable, Mapping

import msgspec

from oneboard.access.roles import roles
from oneboard.foundation.clock import local_text
from oneboard.foundation.words import say
from oneboard.journal.models import Line
from oneboard.projections.models import Post, Unit
from oneboard.projections.places import names_of
from oneboard.recorder.group import decode_entry
from oneboard.vocabulary.entry import Recorded


class Authors(msgspec.Struct, frozen=True):
    """What some entries say and who said it, read at once. Posts and places are those that they need."""

    locale: str
    zone: str
    entries: Mapping[str, Recorded]
    posts: Mapping[str, Post]
    places: Mapping[str, str]

    def who(self, entry: str) -> str:
        recorded = self.entries.get(entry)
        if recorded is None or recorded.entry.actor.party != "member":
            return say(self.locale, f"author.{recorded.entry.actor.party if recorded else 'node'}")
        return self.post(recorded.entry.actor.post or "")

    def post(self, post: str) -> str:
        held = self.posts.get(post)
        if held is None:
            return say(self.locale, "author.member")
        return say(
            self.locale, "author.post", {"role": self.role(held.role), "place": self.place(held.place)}
        )

    def role(self, name: str) -> str:
        role = roles().get(name)
        return name if role is None else str(getattr(role, self.locale))

    def place(self, id_: str) -> str:
        return self.places.get(id_, id_)

    def when(self, instant: int) -> str:
        return local_text(instant, self.zone)

    def holder(self, assigned: str) -> str:
        """Whom `Task.assigned` names."""
        kind, _, id_ = assigned.partition(":")
        if kind == "post":
            return self.post(id_)
        if kind == "unit":
            return Unit.objects.filter(id=id_).values_list("name", flat=True).first() or id_
        return say(self.locale, "author.one_member")


def authors_of(
    entries: Iterable[str], posts: Iterable[str], places: Iterable[str], locale: str, zone: str
) -> Authors:
    """`posts` and `places`: more that will be named."""
    said = {
        line.id: Recorded(line.seq, line.recorded_at, decode_entry(line.body))
        for line in Line.objects.filter(id__in=set(entries))
    }
    wanted = {recorded.entry.actor.post for recorded in said.values()}
    held = {post.id: post for post in Post.objects.filter(id__in={*posts, *filter(None, wanted)})}
    names = names_of({*places, *(post.place for post in held.values())})
    return Authors(locale, zone, said, held, names)
