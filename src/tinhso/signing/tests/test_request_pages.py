"""Pages of requests: a clerk asks, an operator answers, the holder receives, others see nothing."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.identity import services as identity
from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.actors import system_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.models import CertificateProposal, CertificateRequest, SigningItem
from tinhso.signing.permissions import SigningPermission as P
from tinhso.signing.services.requests import LineValues
from tinhso.signing.testing import SETUP, certificate_for
from tinhso.signing.tests.requests_world import World

pytestmark = pytest.mark.django_db
LIST = "/lam-viec/chung-thu-so/yeu-cau/"
API = "/api/v1/signing"


def test_a_clerk_asks_by_the_pages_and_loses_nothing_typed() -> None:
    world = World.make()
    clerk = world.client("clerk")

    begun = clerk.post(f"{LIST}moi/person/", {"accounts": [str(world.official.uid)]})
    request = CertificateRequest.objects.get()
    line = request.lines.get()
    wrong = clerk.post(
        f"{LIST}chu-the/{line.uid}/", {"email": "hanh", "identity_by": "Cục Cảnh sát"}
    )
    good = clerk.post(
        f"{LIST}chu-the/{line.uid}/",
        {
            "title": "Chuyên viên",
            "email": "hanh@caobang.example",
            "identity_number": "004085001234",
            "identity_on": "2022-03-04",
            "identity_by": "Cục Cảnh sát",
            "device_kind": "token",
        },
    )
    asked = clerk.post(request.get_absolute_url(), {"signer": str(world.head.uid)})

    assert begun["Location"] == request.get_absolute_url()
    assert wrong.status_code == 422
    assert 'value="hanh"' in wrong.content.decode()
    assert 'value="Cục Cảnh sát"' in wrong.content.decode()
    assert (good.status_code, asked.status_code) == (302, 302)
    request.refresh_from_db()
    assert request.state == "before_head"


@pytest.mark.parametrize("may", [True, False])
def test_the_paper_leads_to_its_request_only_for_who_may_open_it(may: bool) -> None:
    world = World.make()
    if may:
        role = world.head.assignments.get().role
        role.permissions = [*role.permissions, P.ASK_CERTIFICATE]
        role.save()
    asked = world.drafted()
    services.requests.put_before_head(uid=asked.uid, signer=world.head.uid, actor=world.by("clerk"))
    item = SigningItem.objects.get(reference=str(asked.uid))
    head, place = world.client("head"), asked.get_absolute_url()

    page = head.get(item.get_absolute_url()).content.decode()
    link = head.get(f"{API}/items/{item.uid}").json()["item"]["link"]

    assert head.get(place).status_code == (200 if may else 403)
    assert (f'<a href="{place}">Mở yêu cầu</a>' in page) is may
    assert link == (place if may else "")


def test_the_operator_answers_and_the_holder_receives_by_the_pages() -> None:
    world = World.make()
    request = world.sent()
    line = request.lines.get()
    operator, holder = world.client("operator"), world.client("official")

    silent = operator.post(f"{LIST}chu-the/{line.uid}/tra-loi/", {"decision": "refuse"})
    operator.post(
        f"{LIST}chu-the/{line.uid}/tra-loi/",
        {"decision": "grant", "years": "3", "device_serial": "T-5"},
    )
    own = holder.get("/tai-khoan/chu-ky-so/").content.decode()
    confirm = holder.post(f"/tai-khoan/chu-ky-so/nhan/{line.uid}/")["Location"]
    code = queries.codes_on_telephone(actor=actor_for(world.official))[0].secret
    bad = holder.post(confirm, {"code": "1"})
    done = holder.post(confirm, {"code": code})

    assert silent.status_code == 422
    assert "T-5" in own
    assert (bad.status_code, done.status_code) == (422, 302)
    request.refresh_from_db()
    assert request.state == "done"
    page = world.client("clerk").get(request.get_absolute_url()).content.decode()
    minute = request.lines.get().minute_file
    assert minute is not None
    assert minute.get_absolute_url() in page
    assert holder.get(minute.get_absolute_url()).status_code == 200


def test_a_proposal_becomes_a_filled_in_request_with_one_click() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    identity.end_assignment(uid=world.office, actor=system_actor("signing.tests"))
    proposal = CertificateProposal.objects.get()
    clerk = world.client("clerk")

    first = clerk.post(f"/lam-viec/chung-thu-so/de-nghi/{proposal.uid}/yeu-cau/")
    again = clerk.post(f"/lam-viec/chung-thu-so/de-nghi/{proposal.uid}/yeu-cau/")

    request = CertificateRequest.objects.get()
    assert first["Location"] == again["Location"] == request.get_absolute_url()
    line = request.lines.get()
    assert (request.kind, line.reason, line.certificate) == ("revoke", "left", held)
    proposal.refresh_from_db()
    assert proposal.outcome == ""
    world.sent(request)
    proposal.refresh_from_db()
    assert proposal.outcome == "filed"


def test_a_certificates_history_shows_its_whole_life() -> None:
    world = World.make()
    request = world.sent()
    line = world.received(world.granted(request))
    assert line.issued is not None
    place = f"/lam-viec/chung-thu-so/{line.issued.uid}/"
    clerk = world.client("clerk")

    page = clerk.get(place).content.decode()
    asked = clerk.post(f"{place}yeu-cau/revoke/")
    again = clerk.post(f"{place}yeu-cau/revoke/", follow=True)

    request.refresh_from_db()
    for paper in (request.file, request.answer_file, line.minute_file):
        assert paper is not None
        assert paper.get_absolute_url() in page
    assert CertificateRequest.objects.filter(kind="revoke").count() == 1
    assert asked.status_code == 302
    assert "đang có một yêu cầu chưa xong" in again.content.decode()


def test_who_only_reads_the_register_is_offered_no_paper_he_may_not_open() -> None:
    world = World.make()
    request = world.sent()
    line = world.received(world.granted(request))
    assert line.issued is not None

    page = world.client("head").get(f"/lam-viec/chung-thu-so/{line.issued.uid}/").content.decode()

    assert "Cấp số, đóng dấu" in page
    assert "/tep/" not in page


def test_the_list_counts_its_queries_and_shows_only_ones_own() -> None:
    world = World.make()
    request = world.drafted()
    elsewhere = UnitFactory.create()
    stranger = OfficialFactory.create()
    give_role(stranger, P.ASK_CERTIFICATE, agency_id=elsewhere.agency_id, unit_id=elsewhere.pk)
    clerk = world.client("clerk")
    clerk.get(LIST)

    with CaptureQueriesContext(connection) as one:
        page = clerk.get(LIST)
    for _n in range(3):
        world.drafted(world.clerk.uid)
    with CaptureQueriesContext(connection) as four:
        clerk.get(LIST)

    assert world.official.name in page.content.decode()
    assert len(four) == len(one)
    other = Client()
    other.force_login(stranger)
    assert request.get_absolute_url() not in other.get(LIST).content.decode()
    for address in (
        request.get_absolute_url(),
        f"{LIST}chu-the/{request.lines.get().uid}/",
        f"{API}/requests/{request.uid}",
    ):
        assert other.get(address).status_code == 404
    assert world.client("official").get(LIST).status_code == 403


def test_a_machine_does_the_daily_acts() -> None:
    world = World.make()
    clerk, operator = world.client("clerk"), world.client("operator")

    def sent(client: Client, path: str, **body: object) -> Any:
        answer = client.post(f"{API}{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code in {200, 201}, answer.content
        return answer.json()

    made = sent(clerk, "/requests", kind="person", accounts=[str(world.official.uid)])
    (line,) = made["lines"]
    put = clerk.put(
        f"{API}/request-lines/{line['uid']}",
        json.dumps(
            {
                "email": "hanh@caobang.example",
                "identity_number": "004085001234",
                "identity_on": "2022-03-04",
                "identity_by": "Cục Cảnh sát",
                "device_kind": "token",
            }
        ),
        content_type="application/json",
    )
    sent(clerk, f"/requests/{made['uid']}/sign", signer=str(world.head.uid))
    request = CertificateRequest.objects.get()
    world.signed(request)
    world.sealed(request)
    waiting = operator.get(f"{API}/requests", {"state": "sent"}).json()
    granted = sent(operator, f"/request-lines/{line['uid']}/grant", years=2)

    assert put.status_code == 200
    assert [row["uid"] for row in waiting] == [made["uid"]]
    assert granted["state"] == "issued"
    assert "004085001234" not in json.dumps(granted)
    refused = operator.post(
        f"{API}/request-lines/{line['uid']}/refuse", "{}", content_type="application/json"
    )
    assert refused.status_code == 422


def test_a_machine_turns_proposals_into_requests() -> None:
    world = World.make()
    certificate_for(account_uid=OfficialFactory.create().uid, agency_id=world.agency_id)
    services.review_holders()
    clerk = world.client("clerk")

    (row,) = clerk.get(f"{API}/proposals").json()
    made = clerk.post(f"{API}/proposals/{row['uid']}/request", content_type="application/json")
    closed = clerk.post(
        f"{API}/proposals/{row['uid']}/close",
        json.dumps({"outcome": "declined"}),
        content_type="application/json",
    )

    assert (row["form"], made.status_code, closed.status_code) == ("05", 201, 200)
    assert clerk.get(f"{API}/proposals").json() == []


def test_a_device_comes_back_or_is_lost_by_the_page() -> None:
    world = World.make()
    held = certificate_for(account_uid=world.official.uid, agency_id=world.agency_id)
    services.give_device(certificate_uid=held.uid, kind="token", serial="T-9", actor=SETUP)
    request = world.about("revoke", held.uid, LineValues(reason="left"))
    line = world.granted(request)
    clerk = world.client("clerk")
    place = f"{LIST}chu-the/{line.uid}/thiet-bi/"

    shown = clerk.get(place)
    nothing = clerk.post(place, {})
    unsaid = clerk.post(place, {"outcome": "lost", "note": " "})
    stranger = Client()
    stranger.force_login(OfficialFactory.create())
    hidden = stranger.post(place, {"outcome": "returned"})
    lost = clerk.post(place, {"outcome": "lost", "note": "Mất khi đi công tác"})
    again = clerk.post(place, {"outcome": "returned"})

    assert [shown.status_code, nothing.status_code, unsaid.status_code] == [200, 422, 422]
    assert 'value="lost"' in unsaid.content.decode()
    assert hidden.status_code in {403, 404}
    assert (lost.status_code, lost["Location"]) == (302, request.get_absolute_url())
    assert again.status_code == 409
    line.refresh_from_db()
    assert (line.state, line.note, line.minute_file is not None) == (
        "lost",
        "Mất khi đi công tác",
        True,
    )
