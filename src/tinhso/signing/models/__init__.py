"""Models of this room."""

from tinhso.signing.models.agents import (
    AgentKey,
    AgentPaper,
    AgentTurn,
    AgentTurnQuerySet,
    SigningAgent,
    SigningAgentQuerySet,
)
from tinhso.signing.models.authority import AuthorityKey, TrustAnchor
from tinhso.signing.models.batches import (
    BatchFile,
    KeyGrant,
    SigningBatch,
    SigningBatchQuerySet,
)
from tinhso.signing.models.certificates import Certificate, CertificateQuerySet
from tinhso.signing.models.comparing import Comparison
from tinhso.signing.models.confirming import Confirmation, Shift
from tinhso.signing.models.found import FoundCertificate
from tinhso.signing.models.images import SignatureImage, SignatureImageQuerySet
from tinhso.signing.models.keeping import KeptFile
from tinhso.signing.models.key_uses import KeyUse, KeyUseQuerySet
from tinhso.signing.models.keys import SoftwareKey
from tinhso.signing.models.own_files import OwnFile, OwnFileQuerySet
from tinhso.signing.models.proposals import CertificateProposal, CertificateProposalQuerySet
from tinhso.signing.models.queue import Opening, Signatory, SigningItem, SigningItemQuerySet
from tinhso.signing.models.receiving import ReceivedFile, ReceivedFileQuerySet
from tinhso.signing.models.register import KeyDevice
from tinhso.signing.models.requests import (
    CertificateRequest,
    CertificateRequestLine,
    CertificateRequestQuerySet,
)
from tinhso.signing.models.requests_papers import AnsweredCertificate, AuthorityAnswer
from tinhso.signing.models.requests_sheets import AnswerSheet
from tinhso.signing.models.sealing import SealAct, SealedAnnex

__all__ = [
    "AgentKey",
    "AgentPaper",
    "AgentTurn",
    "AgentTurnQuerySet",
    "AnswerSheet",
    "AnsweredCertificate",
    "AuthorityAnswer",
    "AuthorityKey",
    "BatchFile",
    "Certificate",
    "CertificateProposal",
    "CertificateProposalQuerySet",
    "CertificateQuerySet",
    "CertificateRequest",
    "CertificateRequestLine",
    "CertificateRequestQuerySet",
    "Comparison",
    "Confirmation",
    "FoundCertificate",
    "KeptFile",
    "KeyDevice",
    "KeyGrant",
    "KeyUse",
    "KeyUseQuerySet",
    "Opening",
    "OwnFile",
    "OwnFileQuerySet",
    "ReceivedFile",
    "ReceivedFileQuerySet",
    "SealAct",
    "SealedAnnex",
    "Shift",
    "Signatory",
    "SignatureImage",
    "SignatureImageQuerySet",
    "SigningAgent",
    "SigningAgentQuerySet",
    "SigningBatch",
    "SigningBatchQuerySet",
    "SigningItem",
    "SigningItemQuerySet",
    "SoftwareKey",
    "TrustAnchor",
]
