"""Papers numbered here and sealed at the clerk's own computer, where the agency's key is.

The number is committed first, as for every seal; the clerk agrees at his computer by his PIN; what
it gives is committed as the sealed state. Until then the paper waits, numbered, in his list.
"""

from django.utils.translation import gettext as _

from tinhso.identity.queries import names_of_officials
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.errors.sentences import told
from tinhso.signing.agents.store import AgentNeeded, answered
from tinhso.signing.models import AgentKey, AgentPaper, AgentTurn, Certificate, SealAct
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries.agents import seal_turn
from tinhso.signing.rules import SealState, TurnKind, UseSource, account_of
from tinhso.signing.services.agent_turns import (
    TurnSubject,
    ask_agent,
    key_at_agent,
    put_laid,
    subjects,
)
from tinhso.signing.services.annexes import (
    annex_title,
    annexes_left,
    commit_annex,
    lay_annex,
)
from tinhso.signing.services.key_uses import key_act
from tinhso.signing.services.queue import WrongState
from tinhso.signing.services.seal_keeping import commit_seal, filled_with_number
from tinhso.signing.services.signatures import finish_pdf, lay_seal
from tinhso.signing.tokens.store import DeviceRefused


def require_seal_key(certificate: Certificate, actor: Actor) -> AgentKey:
    """Return the agency's key at the actor's own computer; nobody else presses it."""
    key = key_at_agent(certificate)
    if key.account_uid != actor.id:
        names = names_of_officials({key.account_uid})
        raise AgentNeeded(
            told(
                _(
                    "Khóa con dấu của cơ quan nằm trên thiết bị do %(name)s giữ;"
                    " chỉ người đó đóng dấu."
                ),
                name=names.get(key.account_uid, "—"),
            )
        )
    return key


def ask_to_seal(act: SealAct, certificate: Certificate, actor: Actor) -> SealAct:
    """Ask the clerk's computer to seal a numbered paper; asked again while it waits, once."""
    if actor.kind is ActorKind.SYSTEM:
        return act
    key = require_seal_key(certificate, actor)
    asked = seal_turn(item_uid=act.item.uid)
    if asked is not None and not asked.is_over:
        return act
    turn = AgentTurn(
        kind=TurnKind.SEAL,
        account_uid=account_of(actor),
        key=key,
        certificate=certificate,
    )
    papers = _all_laid_out(act, certificate)
    turn.whole = len(papers)
    ask_agent(turn, papers, actor)
    return act


def _all_laid_out(act: SealAct, certificate: Certificate) -> list[AgentPaper]:
    """Lay out what is left of the annexes, then the paper itself: all by one PIN."""
    papers = []
    for source in annexes_left(act):
        paper = AgentPaper(
            item_uid=act.uid,
            file=source,
            title=annex_title(act, source),
            sha256=files.sha256_of(source),
        )
        put_laid(paper, lay_annex(act, source, certificate=certificate))
        papers.append(paper)
    papers.append(_laid_out(act, certificate))
    for position, paper in enumerate(papers, start=1):
        paper.position = position
    return papers


def _laid_out(act: SealAct, certificate: Certificate) -> AgentPaper:
    """Lay a numbered paper out; its number stands in what goes behind the signed file."""
    if act.item.signed_file is None:
        raise WrongState
    signed, filled = files.open_file(act.item.signed_file), filled_with_number(act)
    if not filled.startswith(signed):
        raise RuntimeError("Filling a field rewrote the signed file.")
    made = lay_seal(filled, certificate, at=act.numbered_at)
    paper = AgentPaper(
        item_uid=act.uid,
        file=act.item.signed_file,
        title=f"{act.number_text} {act.item.title}",
        sha256=files.sha256_of(act.item.signed_file),
    )
    put_laid(paper, made)
    paper.first = filled[len(signed) :] + paper.first
    return paper


class SealTurn(TurnSubject):
    """One paper that a clerk numbered, after its annexes."""

    def sign(
        self, paper: AgentPaper, turn: AgentTurn, value: bytes | DeviceRefused, actor: Actor
    ) -> None:
        """Put the agency's signature in and commit the sealed state, once."""
        require(actor, SigningPermission.SEAL_DOCUMENT)
        rows = SealAct.objects.select_related("item__signed_file__blob")
        act = rows.get(uid=paper.item_uid)
        if act.state == SealState.SEALED:
            return
        with key_act(
            source=UseSource.SEAL,
            actor=actor,
            title=paper.title,
            sha256=paper.sha256,
            item_uid=act.item.uid,
        ) as used:
            with answered(turn.key.reference, bytes(paper.to_sign), value):
                content = files.open_file(paper.file)
                sealed = finish_pdf(content, paper.laid, certificate=turn.certificate)
            if paper.file_id != act.item.signed_file_id:
                commit_annex(
                    act,
                    paper.file,
                    sealed,
                    certificate=turn.certificate,
                    used=used,
                    actor=actor,
                )
            elif annexes_left(act):
                raise WrongState(_("Còn phụ lục chưa ký được nên văn bản chưa đóng dấu."))
            else:
                commit_seal(act, sealed, turn.certificate, used, actor)


subjects.register(TurnKind.SEAL, SealTurn())
