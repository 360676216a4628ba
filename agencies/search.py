"""Keeping the searchable names of agencies, and how any searchable text is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db import models, transaction

from agencies.fulltext.folding import GAP, fold
from agencies.fulltext.grams import grams_of_text
from agencies.fulltext.pinyin import sounds_of
from agencies.models import Agency, AgencyText

Words = Mapping[str, str]
"""The fields of a row of texts, without its key."""

BATCH = 500


def words_in(texts: Sequence[str], sounds: str = "") -> dict[str, str]:
    """The fields of a row that holds `texts`; what sounds like its names is looked up in the same index."""
    folded = GAP.join(filter(None, (fold(text).text for text in texts)))
    return {"folded": folded, "grams": grams_of_text(f"{folded}{GAP}{sounds}")}


def names_of(agency: Agency) -> list[str]:
    """What an agency is called: its name, its full name, its aliases; each once."""
    aliases = sorted(alias.name for alias in agency.aliases.all())
    return list(dict.fromkeys(filter(None, [agency.name, agency.full_name, *aliases])))


def words_of_agency(agency: Agency) -> Words:
    """What is searched of an agency."""
    names = names_of(agency)
    sounds = sounds_of(names)
    return {**words_in(names, sounds), "sounds": sounds}


def agencies_index(keys: Collection[int]) -> None:
    """Keep what is searched of the agencies of those keys; part of the transaction that changes a name."""
    # Locked, so that of two new aliases at once none is lost.
    agencies = Agency.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    found = agencies.prefetch_related("aliases")
    texts_keep(AgencyText, {agency.pk: words_of_agency(agency) for agency in found})


def texts_keep(model: type[models.Model], found: Mapping[int, Words]) -> None:
    """Keep the words `found` by key as the rows of `model`, instead of what they said before."""
    if not found:
        return
    fields = list(next(iter(found.values())))
    pk: Any = model._meta.pk
    rows: models.QuerySet[Any] = models.QuerySet(model)
    rows.bulk_create(
        [model(pk=key, **words) for key, words in found.items()],
        batch_size=BATCH,
        update_conflicts=True,
        update_fields=fields,
        unique_fields=[pk.name],
    )


def texts_follow(
    model: type[models.Model], rows: models.QuerySet[Any], words_of: Callable[[Any], Words]
) -> None:
    """Keep the words of those of `rows` that say something else than is kept; part of a transaction.

    These alone are held to its end, and read once more then: nobody who changes one meanwhile is undone, and
    nobody waits who changes another.
    """
    other = _other_than_kept(model, {row.pk: words_of(row) for row in rows})
    held = rows.select_for_update(no_key=True, of=("self",)).filter(pk__in=other).order_by("pk")
    texts_keep(model, {row.pk: words_of(row) for row in held})


def texts_renew(
    model: type[models.Model], rows: models.QuerySet[Any], words_of: Callable[[Any], Words]
) -> int:
    """Make the rows of `model` anew from the `rows` they follow from; returns how many were not so.

    Each batch is a transaction of its own that holds its rows: nobody who changes one meanwhile is undone,
    and what was done before an end without notice is only looked at the next time.
    """
    last, changed = 0, 0
    while True:
        with transaction.atomic():
            some = list(_held(rows.filter(pk__gt=last)))
            found = {row.pk: words_of(row) for row in some}
            other = _other_than_kept(model, found)
            texts_keep(model, other)
        if not some:
            return changed
        last, changed = some[-1].pk, changed + len(other)


def _held(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.select_for_update(no_key=True, of=("self",)).order_by("pk")[:BATCH]


def _other_than_kept(model: type[models.Model], found: Mapping[int, Words]) -> dict[int, Words]:
    """Those of `found` that are not what the rows of `model` say."""
    kept: models.QuerySet[Any] = models.QuerySet(model)
    stored = {row.pk: row for row in kept.filter(pk__in=found)}
    return {key: words for key, words in found.items() if not _says(stored.get(key), words)}


def _says(row: models.Model | None, words: Words) -> bool:
    return row is not None and all(getattr(row, name) == said for name, said in words.items())
