"""Chance by a seed: the same play each time, with ids and invented names of its own."""

from random import Random
from typing import Final

_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN: Final = "安宁康乐平和顺祥松柏竹梅兰菊荷莲"


class Chance(Random):
    """Of one phone, desk or list; `of` keeps them apart."""

    def __init__(self, seed: int, of: str) -> None:
        super().__init__(f"{seed}/{of}")

    def id_at(self, instant: int) -> str:
        """A UUIDv7 of this moment (ms), as a phone makes it."""
        h = f"{instant & 0xFFFF_FFFF_FFFF:012x}{self.getrandbits(76):019x}"
        return f"{h[:8]}-{h[8:12]}-7{h[12:15]}-{'89ab'[int(h[15], 16) & 3]}{h[16:19]}-{h[19:31]}"

    def name(self) -> str:
        return self.choice(_SURNAMES) + self.choice(_GIVEN) + self.choice(_GIVEN)

    def happens(self, share: float) -> bool:
        return self.random() < share
