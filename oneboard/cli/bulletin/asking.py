"""What the commands ask of the node: the draft, what was signed, and whether it still comes out."""

from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from oneboard.cli.call import Refused, fetch
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.ids import new_id
from oneboard.outputs.bulletin.bulletin import Bulletin
from oneboard.outputs.bulletin.checking import Difference


class Signed(msgspec.Struct, frozen=True):
    """Of a bulletin that was signed: the entry, when, and by whom."""

    id: str
    number: int
    template: str
    name: str
    as_of: str
    seq: int
    signed_at: str
    signed_by: str
    hash: str


class Shown(msgspec.Struct, frozen=True):
    """A draft, or a bulletin as it was signed. `raw`: the node's whole answer."""

    content: Bulletin
    raw: object
    signed: Signed | None = None
    hash: str = ""

    @property
    def number(self) -> int:
        """0 of a draft."""
        return self.signed.number if self.signed else 0


class Checked(msgspec.Struct, frozen=True):
    signed: Signed
    intact: bool
    differences: list[Difference]


class Series(msgspec.Struct, frozen=True):
    """The bulletins of a place, and of a template where one is named, asked for as an account. All raise Refused."""

    account: str
    place: str
    template: str | None

    def draft(self, as_of: str | None) -> Shown:
        return _shown(fetch(self.account, "GET", f"/bulletins/draft?{self._query(as_of=as_of)}"))

    def listed(self) -> list[Signed]:
        found = fetch(self.account, "GET", f"/bulletins?{self._query(limit='500')}")
        return msgspec.convert(found, list[Signed])

    def numbered(self, number: int) -> Shown:
        return _shown(fetch(self.account, "GET", f"/bulletins/{self._id(number)}/content"))

    def checked(self, number: int) -> Checked:
        found = fetch(self.account, "GET", f"/bulletins/{self._id(number)}/check")
        return msgspec.convert(found, Checked)

    def signed(self, draft: Shown) -> Shown:
        """The draft as it was shown."""
        said = {
            "id": new_id(now_ms()), "place": self.place, "as_of": iso(draft.content.as_of.at), "hash": draft.hash,
            "template": draft.content.template.rpartition("@")[0],
        }  # fmt: skip
        answer = fetch(self.account, "POST", "/bulletins", msgspec.json.encode(said))
        return _shown(fetch(self.account, "GET", f"/bulletins/{answer['entry']}/content"))

    def _id(self, number: int) -> str:
        for one in self.listed():
            if one.number == number:
                return one.id
        raise Refused(f"{self.place}: 没有第 {number} 期 there is no No. {number}")

    def _query(self, **more: str | None) -> str:
        given: Mapping[str, str | None] = {"place": self.place, "template": self.template, **more}
        return urlencode({name: value for name, value in given.items() if value})


def _shown(found: object) -> Shown:
    fields = msgspec.to_builtins(found)
    return msgspec.convert({**fields, "raw": found}, Shown)
