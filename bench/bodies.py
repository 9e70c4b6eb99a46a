"""What a phone sends, encoded before the clock starts: registrations of households, and the visits to them."""

from collections import deque
from secrets import randbelow

from bench.town import Phone
from oneboard.foundation.clock import iso, now_ms
from oneboard.foundation.ids import near_id, new_id

_HEADS = ("王五", "李秀英", "张建国", "陈桂兰", "刘洋", "欧阳明月")

# Every value is an id, a number or a word of ours: nothing needs escaping, and % is several times faster than JSON.
_REGISTRATION = (
    '{"id":"%s","kind":"subject.registered@1","actor":{"member":"%s","post":"%s"},"device":"%s","device_seq":%d,'
    '"happened_at":"%s","place":"%s","subject":"%s","fact":{"register":"households"},'
    '"answers":{"address":"滨河路 %d 号 %d 单元","head":"%s"}}'
)
_VISIT = (
    '{"id":"%s","kind":"step.taken@1","actor":{"member":"%s","post":"%s"},"device":"%s","device_seq":%d,'
    '"happened_at":"%s","place":"%s","subject":"%s","task":"%s","campaign":"%s","playbook":"household_visit@2",'
    '"fact":{"step":"visit"},"answers":{"members_seen":%d,"leaflets":1,"members/1/name":"%s",'
    '"members/1/temperature":%d,"needs_note":"需要降压药 %d 盒"}}'
)


class Desk:
    """One phone's own book: its counter, and the households that it registered and has not yet visited."""

    def __init__(self, phone: Phone, campaign: str) -> None:
        self.phone, self._campaign = phone, campaign
        self._seq = 0
        self._unvisited: deque[str] = deque()

    def registrations(self, number: int) -> bytes:
        return self._request([self._registration() for _ in range(number)])

    def visits(self, number: int) -> bytes:
        """Raises IndexError when it has visited all."""
        return self._request([self._visit(self._unvisited.popleft()) for _ in range(number)])

    def _registration(self) -> str:
        household = new_id(now_ms())
        self._unvisited.append(household)
        house = self._seq % 400
        return _REGISTRATION % (*self._head(), household, house, house % 6, _HEADS[house % 6])

    def _visit(self, household: str) -> str:
        task = near_id(household, "campaign", self._campaign, household)
        seen = randbelow(6)
        return _VISIT % (
            *self._head(), household, task, self._campaign, seen, _HEADS[seen], 360 + randbelow(30), seen
        )  # fmt: skip

    def _head(self) -> tuple[str | int, ...]:
        self._seq += 1
        now, phone = now_ms(), self.phone
        return new_id(now), phone.member, phone.post, phone.device, self._seq, iso(now), phone.grid

    def _request(self, entries: list[str]) -> bytes:
        device, now = self.phone.device, iso(now_ms())
        body = f'{{"device":"{device}","sent_at":"{now}","entries":[{",".join(entries)}]}}'.encode()
        head = (
            f"POST /sync HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.phone.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
