"""Requests over personal data with what was done for them, and proofs of destruction."""

from tinhso.privacy.models.authorities import (
    AuthorityGrant,
    AuthorityLook,
    AuthorityRequest,
    AuthorityRequestQuerySet,
)
from tinhso.privacy.models.breaches import Breach, BreachPerson, BreachQuerySet
from tinhso.privacy.models.consents import Consent, ConsentQuerySet
from tinhso.privacy.models.requests import (
    Correction,
    DataCopy,
    DataRequest,
    DataRequestQuerySet,
    Destruction,
    RequestStep,
    Restriction,
)
from tinhso.privacy.models.retention import (
    DestructionAct,
    DestructionActQuerySet,
    DestructionItem,
    Hold,
    RetentionRule,
)

__all__ = [
    "AuthorityGrant",
    "AuthorityLook",
    "AuthorityRequest",
    "AuthorityRequestQuerySet",
    "Breach",
    "BreachPerson",
    "BreachQuerySet",
    "Consent",
    "ConsentQuerySet",
    "Correction",
    "DataCopy",
    "DataRequest",
    "DataRequestQuerySet",
    "Destruction",
    "DestructionAct",
    "DestructionActQuerySet",
    "DestructionItem",
    "Hold",
    "RequestStep",
    "Restriction",
    "RetentionRule",
]
