"""What other agencies do in the demonstration with their parts of a linked request."""

from uuid import UUID

from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.demonstration.beginning import Beginning
from tinhso.dossiers.demonstration.cast import Office
from tinhso.dossiers.demonstration.lives import INSURANCE, RESIDENCE
from tinhso.dossiers.models import Dossier
from tinhso.kernel.actors import Actor
from tinhso.kernel.calendar import calendar_for
from tinhso.signing import queries as signing_queries
from tinhso.signing import services as signing

PART_OF = {RESIDENCE: "thuong_tru", INSURANCE: "bhyt"}


def item_of(dossier: Dossier) -> UUID:
    """Return the paper of a dossier that lies in a leader's queue."""
    result = dossier.results.filter(sealed_at__isnull=True).latest("pk")
    if result.signing_item is None:
        raise LookupError(str(result.uid))
    return result.signing_item


def sign_by_telephone(dossier: Dossier, *, leader: Actor) -> None:
    """Read, ask for the code, take it from the demonstration's telephone, sign."""
    sign_item(item_of(dossier), leader=leader)


def sign_item(item: UUID, *, leader: Actor) -> None:
    """Read, ask for the code, take it from the demonstration's telephone, sign."""
    signing.open_item(item_uid=item, actor=leader)
    asked = signing.start_confirmation(item_uids=[item], actor=leader)
    codes = {row.uid: row.secret for row in signing_queries.codes_on_telephone(actor=leader)}
    (outcome,) = signing.sign_items(
        item_uids=[item], confirmation_uid=asked.uid, code=codes[asked.uid], actor=leader
    )
    if not outcome.signed:
        raise LookupError(f"{item}: {outcome.code} {outcome.message}")


class PartActs(Beginning):
    """The acts of police and social insurance on their parts."""

    def _residence_given(self) -> None:
        self._give(RESIDENCE)

    def _residence_late(self) -> None:
        """Let the police apologise for its part; nobody else is late."""
        part, office = self._part(RESIDENCE)
        calendar = calendar_for(office.agency_id)
        now = timezone.now()
        due = max(part.due_at or now, now)
        services.extend(
            uid=part.uid,
            actor=office.leader,
            reason="Phải xác minh nơi ở của gia đình tại xã cũ.",
            due_at=calendar.closing(calendar.next_working_day(timezone.localdate(due), count=3)),
        )

    def _residence_done(self) -> None:
        self._finish(RESIDENCE)

    def _insurance_done(self) -> None:
        self._give(INSURANCE)
        self._finish(INSURANCE)

    def _part(self, code: str) -> tuple[Dossier, Office]:
        return self._dossier.members.get(part=PART_OF[code]), self.cast.departments[code]

    def _give(self, code: str) -> None:
        part, office = self._part(code)
        to = office.economy[0].id
        if to is not None:
            services.assign(uid=part.uid, assignee=to, actor=office.leader)

    def _finish(self, code: str) -> None:
        part, office = self._part(code)
        specialist, signer = office.economy[0], office.leader.id
        services.draft_result(uid=part.uid, actor=specialist, data={"signer": office.leader.name})
        if signer is not None:
            services.submit_for_signing(uid=part.uid, actor=specialist, signer=signer)
        sign_by_telephone(part, leader=office.leader)
        services.issue(uid=part.uid, actor=office.clerk)
