"""Meetings (相遇): subjects of a register that share a keyed hash of nearly the same words, found without any key."""

from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from oneboard.projections.models import Apart, Find, Subject

#: Of those that meet, the ones that share most are compared.
MOST = 50


def meeting(subject: Subject, paths: Collection[str], seen: QuerySet[Subject]) -> list[Subject]:
    """Of those seen, what stands and meets the subject by a field of `paths`; without what a person told apart."""
    own = Find.objects.filter(subject=subject.id, path__in=paths).values_list("hash", flat=True)
    shared = Find.objects.filter(hash__in=list(own), path__in=paths).exclude(subject=subject.id)
    ranked = shared.values("subject").annotate(n=Count("hash")).order_by("-n", "subject")
    ids = [str(id_) for id_ in ranked.values_list("subject", flat=True)[: MOST * 2]]
    apart = Apart.objects.filter(Q(one=subject.id) | Q(other=subject.id))
    told = {id_ for pair in apart.values_list("one", "other") for id_ in pair}
    standing = seen.filter(id__in=ids, register=subject.register, merged_into=None, closed="")
    rows = {row.id: row for row in standing if row.id not in told}
    return [rows[id_] for id_ in ids if id_ in rows][:MOST]
