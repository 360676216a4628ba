"""`manage.py verify_audit`: prove that nobody changed the audit behind the application's back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from agencies.services.verification import NotedHead, Proof, audit_proof


class Command(BaseCommand):
    """Says every fault and exits with 1 where there is one."""

    help = _("Proves the chain of seals over the audit and names the entries that wait for theirs.")

    def add_arguments(self, parser: CommandParser) -> None:
        """The head that somebody wrote down finds what was cut off together with the head itself."""
        parser.add_argument("--head", default="", metavar="NUMBER:HASH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chain and tell."""
        proof = audit_proof(_noted(options["head"]))
        self.stdout.write(_("Head of the chain: %(head)s") % {"head": proof.head})
        self.stdout.write(_waiting(proof))
        if proof.faults:
            raise CommandError("\n".join(proof.faults))
        self.stdout.write(_("The audit is whole: %(count)d seals.") % {"count": proof.sealed})


def _noted(head: str) -> NotedHead | None:
    if not head:
        return None
    number, _colon, chain = head.partition(":")
    if not (number.isascii() and number.isdigit() and chain):
        raise CommandError(_("Give the head as NUMBER:HASH, as the audit's page shows it."))
    return NotedHead(int(number), chain)


def _waiting(proof: Proof) -> str:
    if not proof.waiting:
        return _("No entry waits for its seal.")
    return _("%(count)d entries wait for their seal, from %(first)d to %(last)d.") % {
        "count": proof.waiting,
        "first": proof.first_waiting,
        "last": proof.last_waiting,
    }
