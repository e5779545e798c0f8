"""Copies, corrections, restrictions and deletions: real acts with history and proof."""

import io
import json
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone

from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.services import UseRestricted, unmask
from tinhso.kernel import files
from tinhso.kernel.actors import system_actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import Blob, StoredFile
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.registry.holdings import holders
from tinhso.kernel.testing import make_actor
from tinhso.organization.queries import agency
from tinhso.privacy import services
from tinhso.privacy.models import Correction, DataCopy, Destruction
from tinhso.privacy.rules import CopyState, RequestKind, RequestState
from tinhso.privacy.testing import Place, accepted
from tinhso.signing.services import certify_agency, verify_pdf
from tinhso.signing.testing import certificate_for


def _copied(place: Place) -> DataCopy:
    certify_agency(code=agency(place.agency_id).code, years=1, actor=system_actor("tests"))
    request = accepted(place, RequestKind.PROVIDE)
    services.make_copy_for(uid=request.uid, actor=place.officer)
    run_waiting_jobs("privacy.make_copy")
    return DataCopy.objects.select_related("file__blob", "request").get(request=request)


def test_a_copy_is_signed_and_holds_what_every_room_holds(place: Place) -> None:
    copy = _copied(place)

    assert copy.file is not None
    content = files.open_file(copy.file)
    with pikepdf.open(io.BytesIO(content)) as book:
        said = json.loads(book.attachments["du-lieu.json"].get_file().read_bytes())
    person = said["sections"][0]["records"][0]
    assert place.person.number in person["fields"].values()
    assert len(said["sections"]) >= 3
    assert verify_pdf(content).signatures[0].whole_file
    assert (copy.state, copy.request.state) == (CopyState.READY, RequestState.FULFILLED)
    assert copy.file.owner_class == "personal"


def test_a_copy_holds_what_one_was_told_and_what_one_signs_with(place: Place) -> None:
    accepted(place, RequestKind.PROVIDE)
    certificate = certificate_for(account_uid=place.citizen_account.uid, name="Triệu Văn Páo")
    notices = Notification.objects.filter(account_uid=place.citizen_account.uid)

    found = [one for _room, holder in holders for one in holder.held(place.person.pk)]

    held = {kind: [one for one in found if one.kind == kind] for kind in {x.kind for x in found}}
    assert len(held["notifications.notice"]) == notices.count() > 0
    assert all(one.label for one in held["notifications.notice"])
    (mine,) = held["signing.certificate"]
    assert mine.reference == str(certificate.uid)
    assert "Triệu Văn Páo" in [value for _label, value in mine.fields]
    kept = [line for _room, holder in holders for line in holder.kept(place.person.pk)]
    assert {"Thông báo đã gửi cho bạn", "Chứng thư số và việc ký"} <= {str(k.label) for k in kept}


def test_making_it_twice_makes_one(place: Place) -> None:
    copy = _copied(place)

    services.make_copy(uid=copy.request.uid)

    assert StoredFile.objects.filter(use="privacy.copy").count() == 1


def test_a_copy_is_deleted_when_its_days_are_over(place: Place) -> None:
    copy = _copied(place)
    DataCopy.objects.filter(pk=copy.pk).update(delete_at=timezone.now() - timedelta(hours=1))

    assert services.forget_copies() == 1

    copy.refresh_from_db()
    assert (copy.state, copy.file) == (CopyState.DELETED, None)
    assert not Blob.objects.filter(owner_class="personal").exists()
    with pytest.raises(NotFound):
        services.open_own_copy(uid=copy.request.uid, actor=place.citizen)


def test_a_correction_keeps_what_stood_there(place: Place) -> None:
    request = accepted(place, RequestKind.CORRECT)

    services.correct_data(
        uid=request.uid, values={"phone": "0987654321"}, proof="Hợp đồng", actor=place.officer
    )

    kept = Correction.objects.get()
    assert (kept.before, kept.after) == ("0912345678", "0987654321")
    assert place.refreshed.phone == "0987654321"


def test_restricted_data_is_shown_in_full_to_nobody_until_lifted(place: Place) -> None:
    request = accepted(place, RequestKind.RESTRICT)
    services.restrict_use(uid=request.uid, reason="Đang tranh chấp", actor=place.officer)
    desk = make_actor(IdentityPermission.VIEW_PERSONS, IdentityPermission.UNMASK_NUMBERS)

    with pytest.raises(UseRestricted, match="Đang tranh chấp"):
        unmask(person_uid=place.person.uid, purpose="Xem", actor=desk)

    services.lift_restriction(uid=request.uid, reason="Đã xong", actor=place.officer)
    assert unmask(person_uid=place.person.uid, purpose="Xem", actor=desk) == place.person.number


def test_deletion_leaves_proof_and_what_the_law_keeps(place: Place) -> None:
    request = accepted(place, RequestKind.DELETE)

    services.delete_data(uid=request.uid, actor=place.officer)

    person = place.refreshed
    assert (person.phone, person.name) == ("", place.person.name)
    proof = Destruction.objects.get()
    assert (proof.kind, len(proof.hashes)) == ("identity.person.phone", 1)
    assert "0912345678" not in json.dumps(proof.hashes)


def test_an_act_of_another_kind_is_refused(place: Place) -> None:
    request = accepted(place, RequestKind.VIEW)

    with pytest.raises(services.RequestClosed):
        services.delete_data(uid=request.uid, actor=place.officer)

    assert not Destruction.objects.exists()
