"""The national login, against the real npm package oidc-provider started here."""

import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from tinhso.identity.models import AccountSession, ExternalIdentity
from tinhso.identity.services.factors import start_totp
from tinhso.identity.testing import (
    BusinessFactory,
    CitizenFactory,
    CompanyFactory,
    OfficialFactory,
    PersonFactory,
)
from tools.waiting import SILENT

pytestmark = pytest.mark.django_db
BACK = "http://testserver/dang-nhap/quoc-gia/tro-lai/"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """Start the provider on a free loopback port and end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = shutil.which("node")
    assert node is not None, "Node.js is needed; make setup installs it"
    script = Path(__file__).with_name("provider.mjs")
    process = subprocess.Popen(  # our own script
        [node, str(script), str(django_settings.TINHSO_NODE_MODULES), str(port), BACK],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    while "ready" not in process.stdout.readline():
        assert process.poll() is None, "the provider did not start"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=SILENT)
    process.stdout.close()


@pytest.fixture(autouse=True)
def _configured(issuer: str, settings: Settings) -> None:
    settings.TINHSO_OIDC_ISSUER = issuer
    settings.TINHSO_OIDC_CLIENT_ID = "tinhso"
    settings.TINHSO_OIDC_CLIENT_SECRET = "bi-mat-thu-nghiem-du-dai-32-ky-tu"
    settings.TINHSO_OIDC_ACR = "muc2"


def _walk(client: Client, who: str, start: str = "/dang-nhap/quoc-gia/") -> str:
    """Go to the provider as a browser, sign in as `who`, return the address it leads back to."""
    url = client.get(start)["Location"]
    assert parse_qs(urlsplit(url).query)["code_challenge_method"] == ["S256"]
    browser = requests.Session()
    answer = browser.get(url, allow_redirects=False, timeout=SILENT)
    for _step in range(12):
        if "Location" in answer.headers:
            url = urljoin(url, answer.headers["Location"])
            if url.startswith(BACK):
                browser.close()
                return url.removeprefix("http://testserver")
            answer = browser.get(url, allow_redirects=False, timeout=SILENT)
            continue
        form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
        assert form is not None
        assert prompt is not None
        fields = {"prompt": prompt[1], "login": who, "password": "x"}
        url = urljoin(url, form[1])
        answer = browser.post(url, data=fields, allow_redirects=False, timeout=SILENT)
    raise AssertionError(url)


def test_a_known_citizen_is_linked_by_number_and_signed_in(client: Client) -> None:
    account = CitizenFactory.create(person=PersonFactory.create(number="004192990218"))

    answer = client.get(_walk(client, "lan", "/dang-nhap/quoc-gia/?next=/tai-khoan/"))

    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/")
    session = AccountSession.objects.get()
    assert (session.account, session.way) == (account, "national")
    assert ExternalIdentity.objects.get().subject == "lan"


def test_the_second_time_the_link_alone_decides(client: Client) -> None:
    account = CitizenFactory.create()
    ExternalIdentity.objects.create(
        account=account, issuer=django_settings.TINHSO_OIDC_ISSUER, subject="lan"
    )

    client.get(_walk(client, "lan"))

    assert AccountSession.objects.get().account == account


def test_a_company_is_found_by_its_tax_number(client: Client) -> None:
    account = BusinessFactory.create(person=CompanyFactory.create(number="4800990018"))

    client.get(_walk(client, "congty"))

    assert AccountSession.objects.get().account == account


def test_somebody_unknown_is_told_where_to_go(client: Client) -> None:
    answer = client.get(_walk(client, "la"))

    assert answer.status_code == 403
    assert "chưa có tài khoản" in answer.content.decode()
    assert not AccountSession.objects.exists()


def test_a_wrong_state_is_refused(client: Client) -> None:
    CitizenFactory.create(person=PersonFactory.create(number="004192990218"))
    back = urlsplit(_walk(client, "lan"))
    query = {k: v[0] for k, v in parse_qs(back.query).items()} | {"state": "của-người-khác"}

    answer = client.get(f"{back.path}?{urlencode(query)}")

    assert answer.status_code == 400
    assert not AccountSession.objects.exists()


def test_a_wrong_nonce_is_refused(client: Client) -> None:
    CitizenFactory.create(person=PersonFactory.create(number="004192990218"))
    back = _walk(client, "lan")
    session = client.session
    session["national"] = session["national"] | {"nonce": "khác"}
    session.save()

    assert client.get(back).status_code == 400
    assert not AccountSession.objects.exists()


def test_the_way_back_serves_once(client: Client) -> None:
    CitizenFactory.create(person=PersonFactory.create(number="004192990218"))
    back = _walk(client, "lan")
    client.get(back)

    assert Client().get(back).status_code == 400
    assert client.get(back).status_code == 400


def test_stopping_at_the_provider_leads_back_to_sign_in(client: Client) -> None:
    answer = client.get("/dang-nhap/quoc-gia/tro-lai/?error=access_denied")

    assert answer["Location"] == "/dang-nhap/"


def test_an_official_links_his_own_account_after_signing_in(client: Client) -> None:
    official = OfficialFactory.create()
    client.force_login(official)

    answer = client.get(_walk(client, "la", "/dang-nhap/quoc-gia/?link=1"))

    assert answer["Location"] == "/tai-khoan/bao-mat/"
    assert ExternalIdentity.objects.get().account == official


def test_a_provider_that_is_down_gets_a_sentence(client: Client, settings: Settings) -> None:
    settings.TINHSO_OIDC_ISSUER = "http://127.0.0.1:9"

    answer = client.get("/dang-nhap/quoc-gia/")

    assert answer.status_code == 400
    assert "Hãy thử lại" in answer.content.decode()


def test_an_official_comes_in_this_way_only_with_a_second_factor(client: Client) -> None:
    official = OfficialFactory.create()
    ExternalIdentity.objects.create(
        account=official, issuer=django_settings.TINHSO_OIDC_ISSUER, subject="lan"
    )

    without = client.get(_walk(client, "lan"))
    assert (without.status_code, AccountSession.objects.count()) == (403, 0)
    assert "bước xác thực thứ hai" in without.content.decode()

    secret = "JBSWY3DPEHPK3PXP"  # of this test
    counter = next(iter(yield_hotp_counters_from_time()))
    start_totp(account=official, secret=secret, code=format_hotp_value(hotp_value(secret, counter)))
    answer = client.get(_walk(client, "lan"))

    assert (answer.status_code, answer["Location"]) == (302, "/dang-nhap/buoc-hai/")
    assert not AccountSession.objects.exists()
