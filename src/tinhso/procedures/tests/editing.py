"""An official in the pages of the editor."""

from datetime import UTC, datetime

from django.test import Client

from tinhso.identity.testing import OfficialFactory, give_role
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures.models import ProcedureDraft
from tinhso.procedures.permissions import ProcedurePermission as P

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BIRTH, PERMIT = "1.001193", "1.013225"


def browser(*permissions: P) -> Client:
    account = OfficialFactory.create()
    agency = AgencyFactory.create()
    UnitFactory.create(agency=agency)
    give_role(account, *permissions, agency_id=agency.pk)
    client = Client()
    client.force_login(account)
    return client


def begun(client: Client, origin: str = "version", code: str = BIRTH) -> ProcedureDraft:
    answer = client.post("/quan-tri/thu-tuc/soan/moi/", {"origin": origin, "code": code})
    assert answer.status_code == 302, answer.content.decode()
    return ProcedureDraft.objects.latest("pk")


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def send(client: Client, address: str, status: int = 302, **typed: object) -> str:
    answer = client.post(address, typed)
    assert answer.status_code == status, (address, answer.content.decode())
    return answer.content.decode() if status != 302 else answer["Location"]
