"""A small API of its own, so that the base is tested without any room."""

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI, Schema

from tinhso.kernel.api import Router, anybody, idempotent
from tinhso.kernel.api.base import build_api
from tinhso.kernel.api.models import IdempotencyKey
from tinhso.kernel.errors import Conflict, Invalid, NotFound

router = Router()


class Asked(Schema):
    """What the caller wants counted."""

    amount: int


class Counted(Schema):
    """How many keys stood when the answer was made, which a second run would change."""

    amount: int
    keys: int


@router.post("/count", auth=anybody, response={201: Counted})
@idempotent
def count(request: HttpRequest, asked: Asked) -> tuple[int, Counted]:
    """Answer 201, refuse 13 by a rule."""
    if asked.amount == 13:
        raise Invalid("Số 13 không nhận.", fields={"amount": "Hãy chọn số khác."})
    return 201, Counted(amount=asked.amount, keys=IdempotencyKey.objects.count())


@router.get("/refused/{kind}", auth=anybody)
def refused(request: HttpRequest, kind: str) -> None:
    """Refuse in the way that is asked for."""
    raise Conflict("Có người vừa sửa.") if kind == "conflict" else NotFound


@router.get("/mine")
def mine(request: HttpRequest) -> dict[str, bool]:
    """Answer signed-in callers only."""
    return {"ok": True}


def _fresh() -> NinjaAPI:
    api = build_api()
    api.urls_namespace = "api-under-test"
    api.add_router("/try", router)
    return api


urlpatterns = [path("api/v1/", _fresh().urls)]
