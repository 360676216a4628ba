"""What the documents do not say, out of `fixtures/reference.toml`, each fact with its source."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from agencies.enums import AgencyKind
from agencies.spellings import first_taken
from plans.enums import MarkedByDuty
from plans.lead_rule import LeadRule


class ReferenceConflict(ValueError):
    """The reference contradicts itself or leaves out what it must say."""


@dataclass(frozen=True)
class AgencyFacts:
    """One body of its day; '' and None mean that no source says it."""

    name: str
    kind: AgencyKind
    full_name: str
    begins_on: datetime.date | None
    ends_on: datetime.date | None
    source: str


@dataclass(frozen=True)
class AliasFacts:
    """Another way of writing the body `agency`."""

    name: str
    agency: str
    source: str


@dataclass(frozen=True)
class SuccessionFacts:
    """Who carries on; with `function` in that part only, else by default."""

    predecessor: str
    successor: str
    function: str
    effective_on: datetime.date
    source: str


@dataclass(frozen=True)
class TransferFacts:
    """Tasks of a plan, by number, whose work went elsewhere than to the default successor."""

    plan: str
    numbers: tuple[int, ...]
    from_agency: str
    to_agency: str
    function: str
    effective_on: datetime.date
    source: str


@dataclass(frozen=True)
class DocumentFacts:
    """What a document's own text leaves out; `not_distributed` are paths of sections such as 7.1."""

    document_number: str = ""
    issuer: str = ""
    issued_on: datetime.date | None = None
    source: str = ""
    not_distributed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlanFacts:
    """A plan's code and what its note means; `lead_rule` is None for a plan that names no agency.

    `origin` is the file of the document that it divides up word for word, '' for any other plan.
    """

    code: str
    file_name: str
    year: int
    short_title: str
    lead_rule: LeadRule | None
    origin: str = ""


@dataclass(frozen=True)
class Reference:
    """All of it; `documents` by file name."""

    agencies: tuple[AgencyFacts, ...]
    aliases: tuple[AliasFacts, ...]
    successions: tuple[SuccessionFacts, ...]
    transfers: tuple[TransferFacts, ...]
    documents: Mapping[str, DocumentFacts]
    plans: tuple[PlanFacts, ...]

    @cached_property
    def canonical_names(self) -> dict[str, str]:
        """Every known spelling and the name of the body that it means."""
        return {agency.name: agency.name for agency in self.agencies} | {
            alias.name: alias.agency for alias in self.aliases
        }

    def spellings_in(self, year: int) -> frozenset[str]:
        """The spellings of bodies that existed in `year`, or of which no source says otherwise."""
        existing = {
            agency.name
            for agency in self.agencies
            if (agency.begins_on is None or agency.begins_on.year <= year)
            and (agency.ends_on is None or agency.ends_on.year >= year)
        }
        return frozenset(name for name, agency in self.canonical_names.items() if agency in existing)


def read_reference(toml: str) -> Reference:
    """The reference in a TOML text.

    Raises `tomllib.TOMLDecodeError`, `KeyError` for a missing entry or an unknown source, and
    `ReferenceConflict` for a name that stands twice or is used without being an agency.
    """
    content = tomllib.loads(toml)
    sources = content["sources"]
    reference = Reference(
        agencies=tuple(_agency(entry, sources) for entry in content["agency"]),
        aliases=tuple(
            AliasFacts(entry["name"], entry["agency"], entry["source"]) for entry in content["alias"]
        ),
        successions=tuple(_succession(entry, sources) for entry in content["succession"]),
        transfers=tuple(_transfer(entry, sources) for entry in content["transfer"]),
        documents={entry["file"]: _document(entry, sources) for entry in content["document"]},
        plans=tuple(_plan(entry) for entry in content["plan"]),
    )
    _refuse_conflicts(reference)
    return reference


def _agency(entry: dict[str, Any], sources: dict[str, str]) -> AgencyFacts:
    return AgencyFacts(
        name=entry["name"],
        kind=AgencyKind(entry["kind"]),
        full_name=entry.get("full_name", ""),
        begins_on=entry.get("begins_on"),
        ends_on=entry.get("ends_on"),
        source="；".join(sources[key] for key in entry["sources"]),
    )


def _quoted(entry: dict[str, Any], sources: dict[str, str]) -> str:
    return f"{sources[entry['source']]}：{entry['wording']}"


def _succession(entry: dict[str, Any], sources: dict[str, str]) -> SuccessionFacts:
    return SuccessionFacts(
        predecessor=entry["predecessor"],
        successor=entry["successor"],
        function=entry.get("function", ""),
        effective_on=entry["effective_on"],
        source=_quoted(entry, sources),
    )


def _transfer(entry: dict[str, Any], sources: dict[str, str]) -> TransferFacts:
    return TransferFacts(
        plan=entry["plan"],
        numbers=tuple(entry["numbers"]),
        from_agency=entry["from"],
        to_agency=entry["to"],
        function=entry["function"],
        effective_on=entry["effective_on"],
        source=_quoted(entry, sources),
    )


def _document(entry: dict[str, Any], sources: dict[str, str]) -> DocumentFacts:
    return DocumentFacts(
        document_number=entry.get("document_number", ""),
        issuer=entry.get("issuer", ""),
        issued_on=entry.get("issued_on"),
        source=sources[entry["source"]],
        not_distributed=frozenset(entry.get("not_distributed", ())),
    )


def _plan(entry: dict[str, Any]) -> PlanFacts:
    rule = entry.get("lead_rule")
    return PlanFacts(
        code=entry["code"],
        file_name=entry["file"],
        year=entry["year"],
        short_title=entry["short_title"],
        lead_rule=rule and _lead_rule(rule),
        origin=entry.get("origin", ""),
    )


def _lead_rule(entry: dict[str, Any]) -> LeadRule:
    reason = entry.get("reading_reason", "")
    return LeadRule(
        first_listed_leads=entry["first_listed_leads"],
        marked_by_duty_means=MarkedByDuty(entry["marked_by_duty_means"]),
        joint_leads_unordered=entry.get("joint_leads_unordered", False),
        is_reading=bool(reason),
        reading_reason=reason,
    )


def _refuse_conflicts(reference: Reference) -> None:
    names = [agency.name for agency in reference.agencies]
    of_agencies = [(name, name) for name in names]
    if taken := first_taken([*of_agencies, *((alias.name, alias.agency) for alias in reference.aliases)]):
        raise ReferenceConflict(taken)
    spellings = [*names, *(alias.name for alias in reference.aliases)]
    if twice := {name for name in spellings if spellings.count(name) > 1}:
        raise ReferenceConflict(_("named twice: %(names)s") % {"names": "、".join(sorted(twice))})
    used = {alias.agency for alias in reference.aliases}
    for succession in reference.successions:
        used |= {succession.predecessor, succession.successor}
    for transfer in reference.transfers:
        used |= {transfer.from_agency, transfer.to_agency}
    if unknown := used - set(names):
        raise ReferenceConflict(_("no such agency: %(names)s") % {"names": "、".join(sorted(unknown))})
    defaults = [each.predecessor for each in reference.successions if not each.function]
    if twice := {name for name in defaults if defaults.count(name) > 1}:
        raise ReferenceConflict(_("two default successors: %(names)s") % {"names": "、".join(sorted(twice))})
