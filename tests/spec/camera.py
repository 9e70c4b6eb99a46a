"""A phone's camera: it uploads one photograph over a line that may be cut at any point."""

import base64
import hashlib
from typing import Any

from django.test import Client

from oneboard.foundation.clock import now_ms
from oneboard.foundation.ids import new_id
from oneboard.journal.models import Line
from tests.house import House

PHOTO = bytes(range(256)) * 40


class Camera:
    def __init__(self, house: House, who: str = "li", place: str = "g1", content: bytes = PHOTO) -> None:
        self.house, self.who, self.content = house, who, content
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.meta = {
            "id": new_id(now_ms()), "sha256": hashlib.sha256(content).hexdigest(), "place": place,
            "media_type": "image/jpeg", "subject": new_id(now_ms()),
        }  # fmt: skip

    @property
    def path(self) -> str:
        return f"/blobs/{self.meta['id']}"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
        given = {
            "Authorization": f"Bearer {self.house.tokens[self.who]}",
            "Tus-Resumable": "1.0.0",
            **headers,
        }
        kind = given.pop("Content-Type", "application/offset+octet-stream")
        return self.client.generic(method, path, body, kind, headers=given)

    def begin(self, **headers: str) -> Any:
        said = ",".join(
            f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in self.meta.items()
        )
        return self.ask(
            "POST", "/blobs", **{"Upload-Length": str(len(self.content)), "Upload-Metadata": said} | headers
        )

    def send(self, offset: int, size: int = 4096) -> Any:
        return self.ask(
            "PATCH", self.path, self.content[offset : offset + size], **{"Upload-Offset": str(offset)}
        )

    def offset(self) -> int:
        reply = self.ask("HEAD", self.path)
        assert reply.status_code == 200, reply.content
        return int(reply["Upload-Offset"])

    def upload(self) -> str:
        assert self.begin().status_code == 201
        while (offset := self.offset()) < len(self.content):
            assert self.send(offset).status_code == 204
        return self.meta["id"]


def code(reply: Any) -> str:
    return str(reply.json()["code"])


def shown(house: House, who: str, upload: str, purpose: str = "a complaint is looked into") -> Any:
    return house.client(who).get(f"/blobs/{upload}", {"purpose": purpose} if purpose else {})


def stored() -> int:
    return Line.objects.filter(body__contains="blob.stored@1").count()
