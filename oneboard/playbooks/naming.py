"""How things in content are named, and what they are called in both languages."""

from typing import Annotated, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z", examples=["household_visit"])]
Title = dict[Literal["zh", "en"], str]

#: Of the statements of the mission, S01 to S46.
Statement = Annotated[str, msgspec.Meta(pattern=r"^S(0[1-9]|[1-3][0-9]|4[0-6])\Z", examples=["S19"])]
