"""Suggesting (建议): what a text may be about, by words that a register keeps, with those words as the reason. Pure."""

from typing import Annotated, Final

import msgspec

from oneboard.playbooks.naming import Name

#: Where it stands among what may be read of a subject; no field of a register is called so.
SUGGESTED: Final = "suggested"

Word = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class Suggests(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """`from`: the sealed text that is looked through before it is sealed. `words`: by what it may be about."""

    from_: Name
    words: dict[Name, tuple[Word, ...]]

    def reasons(self, text: str) -> dict[str, list[str]]:
        """By what the text may be about, the words of it that say so; whatever has most of them first."""
        said = text.casefold()
        found = {
            name: [word for word in words if word.casefold() in said] for name, words in self.words.items()
        }
        return dict(sorted(((n, some) for n, some in found.items() if some), key=lambda one: -len(one[1])))
