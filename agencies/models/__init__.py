"""The rows of who: agencies and their lineage, people and their keys, the audit."""

from agencies.models.agency import Agency, AgencyAlias, AgencySuccession, ReportingPolicy
from agencies.models.answers import IdempotentAnswer
from agencies.models.audit import AuditEntry
from agencies.models.former_successions import FormerSuccession
from agencies.models.password_letters import PasswordLetter
from agencies.models.seals import AuditHead, AuditSeal
from agencies.models.texts import AgencyText
from agencies.models.ticks import Tick
from agencies.models.tokens import AccountSession, ApiToken
from agencies.models.user import User

__all__ = [
    "AccountSession",
    "Agency",
    "AgencyAlias",
    "AgencySuccession",
    "AgencyText",
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "AuditSeal",
    "FormerSuccession",
    "IdempotentAnswer",
    "PasswordLetter",
    "ReportingPolicy",
    "Tick",
    "User",
]
