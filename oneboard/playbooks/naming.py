"""How things in content are named, and what they are called in both languages."""

from typing import Annotated, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z", examples=["household_visit"])]
Title = dict[Literal["zh", "en"], str]
