"""What no text may hold is in no address."""

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from tinhso.kernel.web.middleware import StorableMiddleware


def answered(address: str) -> str:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.GET.urlencode())

    return StorableMiddleware(view)(RequestFactory().get(address)).content.decode()


def test_nul_is_left_out_of_what_is_asked() -> None:
    assert answered("/x/?q=a%00b&%00c=1&d=%2500") == "q=ab&c=1&d=%2500"


def test_nothing_has_it_in_its_address() -> None:
    with pytest.raises(Http404):
        answered("/x/%00/")
