"""Drawing a bulletin up (编制): the figures of a template at a place as of a moment, in a handful of statements."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from oneboard.foundation.errors import Refusal
from oneboard.indicators.catalogue import Indicator, with_derived
from oneboard.indicators.changes import Change, changes
from oneboard.indicators.derived import added, counts_of, figures
from oneboard.indicators.places import PlaceSeen, at_levels
from oneboard.indicators.tables import MOST_CELLS, Asked
from oneboard.journal.exercise import is_exercise
from oneboard.outputs.bulletin.bulletin import AsOf, Bulletin, Line, Previous, Row, Section
from oneboard.playbooks.naming import Title
from oneboard.playbooks.templates import PLACE, Heads, Template, TemplateLine, TemplateSection
from oneboard.projections.counting import SO_FAR
from oneboard.projections.models import Incident, Place
from oneboard.projections.nodes import edition_in_force
from oneboard.vocabulary.places import DEPTH


def compose(template: Template, place: Place, as_of: AsOf, previous: Previous | None) -> Bulletin:
    """To be asked within a snapshot. Raises Refusal figure.too_many."""
    known = {name: one for name, one in with_derived().items() if not one.is_share}
    told = [
        known[line.figure] for section in template.sections for line in section.lines if line.figure in known
    ]
    changed = changes([place.id], counts_of(told), previous.seq if previous else 0, as_of.seq) if told else {}
    return Bulletin(
        template=template.key,
        heads=named(template.heads, place.name),
        place=PlaceSeen(place.id, place.name, place.level, place.parent),
        edition=edition_in_force(),
        as_of=as_of,
        exercise=is_exercise() or Incident.objects.filter(sort="exercise", opened_at__lte=as_of.at).exists(),
        previous=previous,
        sections=tuple(_section(one, known, changed, place.id) for one in template.sections),
        rows=_rows(template, place, told, as_of.seq),
    )


def _section(
    section: TemplateSection,
    known: Mapping[str, Indicator],
    changed: Mapping[tuple[str, str], Change],
    place: str,
) -> Section:
    return Section(
        section.title, tuple(_line(line, known.get(line.figure), changed, place) for line in section.lines)
    )


def _line(
    line: TemplateLine, found: Indicator | None, changed: Mapping[tuple[str, str], Change], place: str
) -> Line:
    told = (line.figure, line.title, line.unit, line.serves)
    if found is None:
        return Line(*told, (), (), None)
    return Line(*told, found.playbooks, tuple(counts_of([found])), added(found, changed, place))


def _rows(template: Template, place: Place, told: Sequence[Indicator], seq: int) -> tuple[Row, ...]:
    places = at_levels(place.path, [level for level in template.by if DEPTH[level] > DEPTH[place.level]])
    if not told or not places:
        return ()
    if (cells := len(places) * len(told)) > MOST_CELLS:
        raise Refusal("figure.too_many", cells=cells, limit=MOST_CELLS)
    values = figures(told, Asked(tuple(one.place for one in places), seq=seq), public=True)
    return tuple(Row(one, tuple(values[each.name, one.place, SO_FAR] for each in told)) for one in places)


def named(heads: Heads, name: str) -> Heads:
    """With the name of the place filled in."""

    def filled(words: Title) -> Title:
        return {locale: text.replace(PLACE, name) for locale, text in words.items()}

    return replace(heads, **{field: filled(getattr(heads, field)) for field in Heads.__struct_fields__})
