"""Papers that two people sign, one after the other."""

from dataclasses import replace
from uuid import uuid4

from tinhso.kernel import files, papers
from tinhso.kernel.actors import Actor
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.testing import make_actor
from tinhso.signing import services
from tinhso.signing.models import SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import account_of
from tinhso.signing.testing import (
    AGENCY,
    KIND,
    SETUP,
    a_paper,
    certificate_for,
    confirmed,
    remembering,
)

BOX = "signer_secretary"
FIELD = "NguoiKy_secretary"


def a_paper_for_two(**changes: object) -> papers.Paper:
    """Return a paper with a second place to sign, to the left of the competent person's."""
    paper = a_paper(**changes)
    signer = paper.boxes["signer"]
    beside = replace(signer, left=signer.left - signer.width - 70)
    return papers.Paper(pdf=paper.pdf, boxes={**paper.boxes, BOX: beside})


def a_draft_for_two(**changes: object) -> StoredFile:
    """Return such a paper as it is kept, its fields laid."""
    content = services.prepare_for_signing(a_paper_for_two(**changes))
    return files.store(content=content, name="bien-ban.pdf", use="signing.draft", actor=SETUP)


def a_secretary(*, name: str = "Nông Văn Tú") -> Actor:
    """Return somebody who signs beside others only, with a certificate."""
    made = make_actor(SigningPermission.COSIGN_ITEM, agency_id=AGENCY, actor_id=uuid4())
    certificate_for(account_uid=made.id, name=name)
    return made


def an_item_for_two(secretary: Actor, leader: Actor, *, reference: str = "") -> SigningItem:
    """Put a paper before a secretary and, after him, a leader."""
    remembering()
    return services.request_signature(
        kind=KIND,
        reference=reference or uuid4().hex,
        file=a_draft_for_two(),
        title="Biên bản họp",
        for_account=account_of(leader),
        agency_id=AGENCY,
        before=[
            services.Cosigner(account=account_of(secretary), box=BOX, capacity="Thư ký"),
        ],
        capacity="Chủ trì",
        actor=SETUP,
    )


def signed_by(actor: Actor, item: SigningItem) -> services.Outcome:
    """Let somebody read and sign what lies before him; return what came of it."""
    services.open_item(item_uid=item.uid, actor=actor)
    confirmation, code = confirmed(actor, item)
    (outcome,) = services.sign_items(
        item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=actor
    )
    item.refresh_from_db()
    return outcome
