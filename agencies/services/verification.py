"""Proving the audit: every seal against its entry and its predecessor, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from agencies import sealing
from agencies.models import AuditEntry, AuditHead, AuditSeal

AT_ONCE = 1000


@dataclass(frozen=True)
class NotedHead:
    """Where the chain ended when somebody wrote it down."""

    number: int
    chain: str


@dataclass
class Proof:
    """What a walk over the audit found: one line a fault, and the entries that wait for their seal."""

    sealed: int = 0
    chain: str = sealing.START
    waiting: int = 0
    first_waiting: int | None = None
    last_waiting: int | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The end of the chain as `number:hash`, to be written down."""
        return f"{self.sealed}:{self.chain}"


def audit_proof(noted: NotedHead | None = None) -> Proof:
    """Walk the whole audit. Whoever changed it without the key leaves a fault; a broken link is told once.

    What was cut off together with the head's row is found where that head was `noted` elsewhere.
    """
    proof, key = Proof(), sealing.seal_key()
    noted_chain = ""
    for seals in _batches():
        entries = AuditEntry.objects.in_bulk([seal.entry_key for seal in seals])
        for seal in seals:
            _check_link(proof, seal, key)
            _check_entry(proof, seal, entries.get(seal.entry_key))
            if noted and seal.number == noted.number:
                noted_chain = seal.chain
    _check_head(proof)
    if noted and not sealing.same(noted_chain, noted.chain):
        proof.faults.append(_("The head noted at %(number)d is not in the chain.") % {"number": noted.number})
    _check_waiting(proof)
    return proof


def _batches() -> Iterator[list[AuditSeal]]:
    seals = AuditSeal.objects.order_by("number").iterator(chunk_size=AT_ONCE)
    while batch := list(islice(seals, AT_ONCE)):
        yield batch


def _check_link(proof: Proof, seal: AuditSeal, key: str) -> None:
    if seal.number != proof.sealed + 1:
        proof.faults.append(
            _("Seals %(first)d to %(last)d are missing.")
            % {"first": proof.sealed + 1, "last": seal.number - 1}
        )
    else:
        expected = sealing.next_link(
            proof.chain, number=seal.number, entry_key=seal.entry_key, digest=seal.digest, key=key
        )
        if not sealing.same(seal.chain, expected):
            proof.faults.append(_("The chain is broken at seal %(number)d.") % {"number": seal.number})
    proof.sealed, proof.chain = seal.number, seal.chain


def _check_entry(proof: Proof, seal: AuditSeal, entry: AuditEntry | None) -> None:
    named = {"entry": seal.entry_key, "number": seal.number}
    if entry is None:
        proof.faults.append(_("Entry %(entry)d under seal %(number)d is missing.") % named)
    elif not _is_as_written(entry) or not sealing.same(entry.digest, seal.digest):
        proof.faults.append(_("Entry %(entry)d under seal %(number)d was altered.") % named)


def _check_head(proof: Proof) -> None:
    head = AuditHead.objects.first()
    if head is None:
        if proof.sealed:
            proof.faults.append(_("The head of the chain is missing."))
        return
    if not head.is_signed():
        proof.faults.append(_("The head of the chain is forged."))
    elif head.number > proof.sealed:
        proof.faults.append(
            _("The chain is cut off: it ends at %(end)d, the head says %(head)d.")
            % {"end": proof.sealed, "head": head.number}
        )
    elif str(head) != proof.head:
        proof.faults.append(_("The head of the chain is not where the chain ends."))


def _check_waiting(proof: Proof) -> None:
    for entry in AuditEntry.objects.unsealed(whole=True).iterator(chunk_size=AT_ONCE):
        proof.waiting += 1
        proof.first_waiting = proof.first_waiting or entry.pk
        proof.last_waiting = entry.pk
        if not _is_as_written(entry):
            proof.faults.append(
                _("Entry %(entry)d, not sealed yet, is not as the application wrote it.")
                % {"entry": entry.pk}
            )


def _is_as_written(entry: AuditEntry) -> bool:
    return sealing.same(entry.digest, entry.content_digest())
