"""For what data is used: by law, or by a consent that is written down and taken back."""

import pytest
from django.test import Client

from tinhso.identity.testing import OfficialFactory
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotFound
from tinhso.kernel.notifications.models import Notification
from tinhso.kernel.notifications.queries import preference_of
from tinhso.kernel.notifications.services import set_preference
from tinhso.kernel.registry.purposes import purposes
from tinhso.privacy import services
from tinhso.privacy.models import Consent
from tinhso.privacy.services.consents import pause_unconsented
from tinhso.privacy.testing import Place

OWN = "/tai-khoan/du-lieu/"
ZALO = "notices.zalo"


@pytest.fixture
def citizen(place: Place) -> Client:
    client = Client()
    client.force_login(place.citizen_account)
    return client


def choose(place: Place, wish: str) -> None:
    set_preference(actor=place.citizen, wishes={"zalo": wish}, quiet_from=None, quiet_to=None)


def test_every_purpose_has_its_ground() -> None:
    assert {"identity.account", "dossiers.resolving", ZALO} <= {code for code, _one in purposes}
    for code, one in purposes:
        assert one.law, code
        assert bool(one.ask_at) is one.by_consent, code


def test_who_chooses_a_channel_consents_and_it_is_kept_once(place: Place) -> None:
    assert not Consent.objects.exists()

    choose(place, "now")
    choose(place, "now")

    kept = Consent.objects.get()
    assert (kept.account_uid, kept.purpose, kept.withdrawn_at) == (place.citizen.id, ZALO, None)
    assert "Zalo" in kept.words
    assert AuditEntry.objects.filter(action="privacy.consent_given").count() == 1


def test_a_person_reads_each_ground_and_takes_his_consent_back(
    place: Place, citizen: Client
) -> None:
    choose(place, "now")

    page = citizen.get(OWN).content.decode()
    done = citizen.post(f"{OWN}rut-dong-y/", {"purpose": ZALO}, follow=True).content.decode()

    assert "118/2025/NĐ-CP" in page
    assert "Rút lại sự đồng ý" in page
    assert "Bạn chưa đồng ý" in done
    assert Consent.objects.get().withdrawn_at is not None
    assert preference_of(place.citizen_account.uid).wishes["zalo"] == "off"


def test_choosing_otherwise_ends_a_consent_and_choosing_again_begins_another(
    place: Place,
) -> None:
    for wish in ("now", "off", "now"):
        choose(place, wish)

    assert [one.withdrawn_at is None for one in Consent.objects.all()] == [False, True]


def test_what_rests_on_law_is_not_taken_back(place: Place, citizen: Client) -> None:
    with pytest.raises(NotFound):
        services.withdraw_consent(purpose="dossiers.resolving", actor=place.citizen)

    assert citizen.post(f"{OWN}rut-dong-y/", {"purpose": "xyz"}).status_code == 404
    stranger = Client()
    stranger.force_login(OfficialFactory.create())
    assert stranger.get("/api/v1/privacy/purposes").status_code == 404


def test_the_api_tells_grounds_and_takes_back(place: Place, citizen: Client) -> None:
    choose(place, "now")
    root = "/api/v1/privacy/purposes"

    before = {one["purpose"]: one for one in citizen.get(root).json()}
    answer = citizen.post(f"{root}/withdraw", {"purpose": ZALO}, content_type="application/json")
    after = {one["purpose"]: one for one in answer.json()}

    assert before["dossiers.proactive"]["by_consent"] is False
    assert before[ZALO]["consented_at"] is not None
    assert after[ZALO]["consented_at"] is None


def test_a_channel_chosen_before_consents_were_kept_is_paused_and_asked_again(
    place: Place,
) -> None:
    choose(place, "now")
    Consent.objects.all().delete()

    first, second = pause_unconsented(), pause_unconsented()

    told = Notification.objects.get(kind="privacy.consent_asked")
    assert (first, second) == (1, 0)
    assert preference_of(place.citizen_account.uid).wishes["zalo"] == "off"
    assert (told.account_uid, told.link) == (place.citizen_account.uid, "/tai-khoan/thong-bao/")
    choose(place, "now")
    assert Consent.objects.standing().count() == 1
    assert pause_unconsented() == 0
    assert preference_of(place.citizen_account.uid).wishes["zalo"] == "now"
