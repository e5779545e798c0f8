"""Machine API: a result that was set elsewhere and is brought as a PDF."""

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Status
from ninja.files import UploadedFile

from tinhso.dossiers import services
from tinhso.dossiers.api.reading import ONE, officer
from tinhso.dossiers.models import Result
from tinhso.dossiers.schemas.brought import BroughtIn, BroughtOut, BroughtPlaceOut, PlacesIn
from tinhso.dossiers.services.brought_results import BROUGHT_USE, is_placed, shown_places
from tinhso.kernel import files
from tinhso.kernel.api import Router
from tinhso.kernel.files.registry import file_uses
from tinhso.signing.services import PlaceInMm

router = Router()


@router.post(ONE + "/result-file", response={201: BroughtOut})
def bring_result(
    request: HttpRequest, uid: UUID, body: Form[BroughtIn], file: File[UploadedFile]
) -> Status[BroughtOut]:
    """Take a PDF as the draft; `is_placed` tells whether every place was found for certain."""
    row = services.bring_result(
        uid=uid,
        actor=officer(request),
        content=file.read(file_uses.get(BROUGHT_USE).max_bytes + 1),
        name=file.name or "",
        signer=body.signer,
        version=body.version,
    )
    return Status(201, _out(row))


@router.post(ONE + "/result-places", response=BroughtOut)
def place_result(request: HttpRequest, uid: UUID, body: PlacesIn) -> BroughtOut:
    """Set where in a brought file the leader signs, and where number and date go."""
    row = services.place_result(
        uid=uid,
        actor=officer(request),
        places={name: PlaceInMm(**vars(place)) for name, place in body.places().items()},
        signer=body.signer,
        version=body.version,
    )
    return _out(row)


def _out(row: Result) -> BroughtOut:
    return BroughtOut(
        uid=row.uid,
        draft_version=row.draft_version,
        file=files.file_url(row.brought_file) if row.brought_file is not None else "",
        is_placed=is_placed(row),
        places={name: BroughtPlaceOut(**vars(place)) for name, place in shown_places(row).items()},
    )
