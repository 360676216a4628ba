"""What can be found by words: the folded texts of agencies, and what those of other things have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Cast, Length, Replace, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _

from agencies.fulltext.index import HasGrams
from agencies.fulltext.pinyin import may_sound, sounding
from agencies.models.agency import Agency
from agencies.slots import Slot

Text = TypeVar("Text", bound="SearchText", covariant=True)

SATURATION, LENGTH_SHARE, USUAL_LENGTH = 1.2, 0.75, 150.0
"""Of BM25: how soon one more hit stops to matter, how much the length of a text (in characters) does."""


class SearchTextQuerySet(models.QuerySet[Text]):
    """Ways to find texts."""

    def containing(self, words: Sequence[str | Slot], grams: Slot | None = None) -> SearchTextQuerySet[Text]:
        """Those in which every one of the folded `words` stands; none where there are no words.

        Where they are gaps, `grams` is one for all of them.
        """
        if not words:
            return self.none()
        found = self.filter(HasGrams(self.model, grams or words))
        for word in words:
            found = found.filter(self.says(word))
        return found

    def says(self, word: str | Slot) -> Q:
        """The condition that a folded word stands in the text itself."""
        return Q(_stands(word, "folded"))

    def best_first(self, words: Sequence[str]) -> SearchTextQuerySet[Text]:
        """By how much they are about `words` (BM25, the same in all databases); else the newest first.

        That every word stands in every text found makes each weigh the same.
        """
        length = Cast(Length("folded"), FloatField())
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH)
        score: Any = Value(0.0)
        for word in words:
            without = Length(Replace(F("folded"), Value(word), Value("")))
            times = Cast(Length("folded") - without, FloatField()) / float(len(word))
            score = score + times / (times + norm)
        return self.order_by(score.desc(), "-pk")


def _stands(word: str | Slot, field: str) -> GreaterThan:
    return GreaterThan(StrIndex(F(field), Value(word) if isinstance(word, str) else word), 0)


class SearchText(models.Model):
    """The words of one row of another table, folded, and their grams for the index (`agencies.fulltext`).

    It follows from that row: `manage.py rebuild_search` makes all of them anew.
    """

    folded = models.TextField(_("folded text"))
    grams = models.TextField(_("pairs of characters"))

    class Meta:
        abstract = True


class AgencyTextQuerySet(SearchTextQuerySet["AgencyText"]):
    """Names are also found by how they sound."""

    def says(self, word: str | Slot) -> Q:
        """The condition that a folded word stands in a name, or that a part of a name sounds like it."""
        written = super().says(word)
        if isinstance(word, Slot) or not may_sound(word):
            return written
        return written | Q(_stands(sounding(word), "sounds"))

    def best_first(self, words: Sequence[str]) -> AgencyTextQuerySet:
        """As of all texts; among names that only sound like it the shortest first."""
        order = super().best_first(words).query.order_by
        return self.order_by(order[0], Length("agency__name"), "agency__name")


class AgencyText(SearchText):
    """The names of an agency, and their pinyin."""

    agency = models.OneToOneField(
        Agency,
        on_delete=models.CASCADE,
        related_name="search_text",
        primary_key=True,
        verbose_name=_("agency"),
    )
    sounds = models.TextField(_("pinyin"))

    objects = AgencyTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("names to search")
        verbose_name_plural = _("names to search")

    def __str__(self) -> str:
        return str(self.agency)
