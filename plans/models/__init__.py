"""The rows of what was promised."""

from plans.models.documents import Addressee, BasisDocument, Provision, Section, SourceDocument
from plans.models.plans import LeadRuleReading, Plan, TrackingChange

__all__ = [
    "Addressee",
    "BasisDocument",
    "LeadRuleReading",
    "Plan",
    "Provision",
    "Section",
    "SourceDocument",
    "TrackingChange",
]
