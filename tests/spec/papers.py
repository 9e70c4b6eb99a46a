"""A paper to measure, read back as what any reader of .docx finds in the file."""

import io
import zipfile
from functools import cached_property
from xml.etree import ElementTree

from oneboard.outputs.papers.docx import write
from oneboard.outputs.papers.paper import Grid, Paper, Paragraph

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM_A_TWIP = 25.4 / 1440
MM_A_POINT = 25.4 / 72

SENTENCE = "截至目前全市网格员累计走访住户若干户发放宣传资料若干份代购生活物资若干次"


def sample(**fields: object) -> Paper:
    said = {
        "masthead": "江安市疫情防控工作通报",
        "number": "江防通〔2020〕3号",
        "title": "江安市疫情防控情况通报",
        "to": "各县（市、区）指挥部：",
        "blocks": (
            Paragraph(SENTENCE * 20),
            Paragraph("一、入户走访", 1),
            Paragraph("（一）走访进度", 2),
            Paragraph("1. 各县情况", 3),
            Paragraph("（1）各镇情况", 4),
            Grid(("指标", "累计"), tuple((f"指标{n}", f"{n:,}") for n in range(60)), (100, 56)),
            Paragraph("特此通报。"),
        ),
        "issuer": "江安市疫情防控指挥部",
        "date": "2020年2月3日",
        "copies": "抄送：省指挥部。",
        "printed": ("江安市疫情防控指挥部", "2020年2月3日印发"),
        "running": "演练",
    }
    return Paper(**{**said, **fields})  # type: ignore[arg-type]


class Read:
    """The parts of a .docx by their names."""

    def __init__(self, file: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(file)) as parts:
            assert parts.testzip() is None
            self.parts = {
                name: ElementTree.fromstring(parts.read(name))
                for name in parts.namelist()
                if name.endswith(".xml")
            }

    @cached_property
    def body(self) -> ElementTree.Element:
        found = self.parts["word/document.xml"].find(f"{W}body")
        assert found is not None
        return found

    def paragraph(self, text: str) -> ElementTree.Element:
        return next(p for p in self.body.iter(f"{W}p") if text in text_of(p))

    def style_of(self, text: str) -> ElementTree.Element:
        """The definition of the style in which the paragraph with this text stands."""
        named = self.paragraph(text).find(f"{W}pPr/{W}pStyle")
        assert named is not None
        return self.style(named.get(f"{W}val", ""))

    def style(self, id_: str) -> ElementTree.Element:
        return next(s for s in self.parts["word/styles.xml"].iter(f"{W}style") if s.get(f"{W}styleId") == id_)


def text_of(element: ElementTree.Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def value(element: ElementTree.Element, path: str, attribute: str = "val") -> str:
    """The attribute of what stands at the path, all names of which are Word's."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    assert found is not None, path
    return found.get(f"{W}{attribute}", "")


def number(element: ElementTree.Element, path: str, attribute: str = "val") -> float:
    return float(value(element, path, attribute))


def read(paper: Paper) -> Read:
    return Read(write(paper))
