"""A bulletin as an official paper (简报): what it says in sentences, and what each place has in tables."""

from collections.abc import Iterator, Sequence
from typing import Final

from oneboard.foundation.dates import day_in_words
from oneboard.foundation.words import Said, say
from oneboard.indicators.changes import Change
from oneboard.outputs.bulletin import wording
from oneboard.outputs.bulletin.bulletin import Bulletin, Issue, Line, Row, Section
from oneboard.outputs.papers import docx
from oneboard.outputs.papers.measures import WIDTH_MM
from oneboard.outputs.papers.paper import Block, Grid, Paper, Paragraph
from oneboard.playbooks.titles import called

#: What a column of names takes, mm; and how many columns of figures stand beside it, by language.
_NAMES_MM: Final = 36
_COLUMNS: Final = {"zh": 6, "en": 4}

_LANGUAGES: Final = {"zh": "zh-CN", "en": "en-US"}


def write(bulletin: Bulletin, locale: str, issue: Issue) -> bytes:
    return docx.write(paper_of(bulletin, locale, issue))


def paper_of(bulletin: Bulletin, locale: str, issue: Issue) -> Paper:
    heads, zone = bulletin.heads, bulletin.as_of.zone
    day = day_in_words(issue.at, zone, locale)
    issuer = called(heads.issuer, locale, "")
    copies = called(heads.copies, locale, "")
    return Paper(
        masthead=called(heads.masthead, locale, ""),
        number=wording.which(issue.number, locale),
        title=called(heads.title, locale, ""),
        to=called(heads.to, locale, ""),
        blocks=tuple(_blocks(bulletin, locale)),
        issuer=issuer,
        date=day,
        copies=say(locale, "bulletin.copies", {"copies": copies}) if copies else "",
        printed=(issuer, say(locale, "bulletin.printed", {"day": day})),
        running=say(locale, "bulletin.exercise") if bulletin.exercise else "",
        language=_LANGUAGES[locale],
    )


def _blocks(bulletin: Bulletin, locale: str) -> Iterator[Block]:
    fields: dict[str, Said] = {
        "as_of": wording.as_of(bulletin, locale), "compared": wording.compared(bulletin, locale),
    }  # fmt: skip
    yield Paragraph(say(locale, "bulletin.opening", fields))
    numerals = say(locale, "bulletin.numerals").split()  # one for each of MOST_SECTIONS
    told = [section for section in bulletin.sections if any(line.change for line in section.lines)]
    for numeral, section in zip(numerals, told, strict=False):
        title = called(section.title, locale, "")
        yield Paragraph(say(locale, "bulletin.heading", {"numeral": numeral, "title": title}), 1)
        yield Paragraph(_sentence(bulletin, section, locale))
        yield from _tables(bulletin, section, locale)
    if any(n is None for row in next_below(bulletin) for n in row.values):
        yield Paragraph(say(locale, "bulletin.withheld", {"mark": wording.WITHHELD}))
    if missing := wording.not_counted(bulletin, locale):
        yield Paragraph(say(locale, "bulletin.sentence", {"said": missing}))


def _sentence(bulletin: Bulletin, section: Section, locale: str) -> str:
    since = bulletin.previous is not None
    parts = [_clause(line, line.change, locale, since=since) for line in section.lines if line.change]
    return say(locale, "bulletin.sentence", {"said": say(locale, "bulletin.semicolon").join(parts)})


def _clause(line: Line, change: Change, locale: str, *, since: bool) -> str:
    unit = called(line.unit, locale, "")
    fields: dict[str, Said] = {
        "title": called(line.title, locale, line.figure), "value": f"{change.after:,}", "unit": unit,
    }  # fmt: skip
    said = say(locale, "bulletin.clause", fields)
    if since:
        gained = change.after - change.before
        key = "more" if gained > 0 else "fewer" if gained < 0 else "as_many"
        said += say(locale, f"bulletin.{key}", {"n": f"{abs(gained):,}", "unit": unit})
    came = [("of_it_late", change.late), ("of_it_corrected", change.corrected)]
    notes = [say(locale, f"bulletin.{key}", {"n": wording.signed(n)}) for key, n in came if n]
    return said + (
        say(locale, "bulletin.notes", {"notes": say(locale, "bulletin.comma").join(notes)}) if notes else ""
    )


def _tables(bulletin: Bulletin, section: Section, locale: str) -> Iterator[Grid]:
    """Of the places right below: what lies further down stands in the workbook."""
    rows = next_below(bulletin)
    figures = [line.figure for line in bulletin.counted]
    told = [line for line in section.lines if line.change]
    for start in range(0, len(told) if rows else 0, _COLUMNS[locale]):
        lines = told[start : start + _COLUMNS[locale]]
        yield _table(bulletin, rows, [(line, figures.index(line.figure)) for line in lines], locale)


def _table(bulletin: Bulletin, rows: Sequence[Row], lines: Sequence[tuple[Line, int]], locale: str) -> Grid:
    head = [say(locale, "bulletin.place"), *(called(line.title, locale, line.figure) for line, _ in lines)]
    body = [(row.place.name, *(wording.told(row.values[at]) for _, at in lines)) for row in rows]
    whole = (say(locale, "bulletin.whole", {"place": bulletin.place.name}),
             *(f"{line.change.after:,}" for line, _ in lines if line.change))  # fmt: skip
    width = (WIDTH_MM - _NAMES_MM) // len(lines)
    names = WIDTH_MM - width * len(lines)
    return Grid(tuple(head), (*body, whole), (names, *(width for _ in lines)))


def next_below(bulletin: Bulletin) -> list[Row]:
    """The rows of the highest level there is."""
    return [row for row in bulletin.rows if row.place.level == bulletin.rows[0].place.level]
