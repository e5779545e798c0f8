"""What an agency owes people over their data is owed by its successor."""

from datetime import date
from uuid import uuid4

from tinhso.kernel.registry.mergers import Merging
from tinhso.organization.testing import AgencyFactory
from tinhso.privacy.merging import PrivacyMoves
from tinhso.privacy.queries import data_requests
from tinhso.privacy.rules import RequestKind
from tinhso.privacy.services import take_back_request
from tinhso.privacy.testing import Place, accepted, asked


def test_open_requests_move_with_their_dates_and_come_back(place: Place) -> None:
    waiting, running = asked(place, RequestKind.VIEW), accepted(place, RequestKind.CORRECT)
    over = asked(place, RequestKind.DELETE)
    take_back_request(uid=over.uid, actor=place.citizen)
    heir = AgencyFactory.create()
    merging = Merging(
        uid=uuid4(),
        on=date(2026, 11, 16),
        basis="12/NQ",
        units={},
        agencies={place.agency_id: heir.pk},
    )
    effect, due = PrivacyMoves(), waiting.answer_due_at

    assert [line.count for line in effect.preview(merging)] == [2, 0, 0, 0]
    effect.apply(merging)
    effect.apply(merging)

    for row in (waiting, running, over):
        row.refresh_from_db()
    assert waiting.agency_id == running.agency_id == heir.pk
    assert (over.agency_id, waiting.answer_due_at) == (place.agency_id, due)
    assert list(data_requests(actor=place.officer).open()) == []
    effect.undo(merging)
    waiting.refresh_from_db()
    assert waiting.agency_id == place.agency_id
