"""A certificate of another authority is used for somebody only if its name is his."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tinhso.identity.testing import OfficialFactory, PersonFactory
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.signing import services
from tinhso.signing.models import Certificate
from tinhso.signing.reading_files import USER_ID
from tinhso.signing.rules_names import NameMatch, compare_names
from tinhso.signing.tests import test_agent_adopting as adopting
from tinhso.signing.tests.computers import ISSUER
from tinhso.signing.tests.test_agent_adopting import Official
from tinhso.signing.tests.test_certificates import signed_in

CYRILLIC_O, ZERO_WIDTH = "\u043e", "\u200b"


@pytest.mark.parametrize(
    ("shown", "match"),
    [
        ("Nông Văn Tú", NameMatch.SAME),
        ("NÔNG  VĂN TÚ", NameMatch.SAME),
        ("No\u0302ng Va\u0306n Tu\u0301", NameMatch.SAME),
        ("Nông Văn Tư", NameMatch.LOOK_ALIKE),
        ("Nong Van Tu", NameMatch.LOOK_ALIKE),
        (f"N{CYRILLIC_O}\u0302ng Văn Tú", NameMatch.LOOK_ALIKE),
        (f"Nông{ZERO_WIDTH} Văn Tú", NameMatch.LOOK_ALIKE),
        ("N0ng Van Tu", NameMatch.LOOK_ALIKE),
        ("Nông Văn Tùng", NameMatch.OTHER),
        ("", NameMatch.OTHER),
    ],
)
def test_names_are_the_same_alike_or_others(shown: str, match: NameMatch) -> None:
    assert compare_names(shown, "Nông Văn Tú") is match


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Người Khác Hẳn", "alike"])
def test_a_certificate_in_another_name_wants_a_reason(name: str) -> None:
    official = Official(name)
    if name == "alike":
        official = _alike(official, official.desk.actor.name)
    key = official.shown()

    with pytest.raises(Invalid) as refused:
        services.adopt_agent_key(uid=key.uid, actor=ISSUER, name_reason="  ")
    key.refresh_from_db()
    assert set(refused.value.fields) == {"name_reason"}
    assert key.certificate is None
    assert not Certificate.objects.filter(serial=official.serial).exists()

    made = services.adopt_agent_key(uid=key.uid, actor=ISSUER, name_reason="Tên trước cải chính")

    assert made.serial == official.serial
    entry = AuditEntry.objects.get(action="signing.other_name_taken")
    assert entry.data["reason"] == "Tên trước cải chính"
    assert entry.data["name"] == ("look_alike" if name == "alike" else "other")


def _alike(official: Official, name: str) -> Official:
    """Have the authority issue for a name that looks like the official's."""
    public = official.computer.key.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    official.own = official.authority.issue(name.replace("i", "\u0456"), public)
    return official


@pytest.mark.django_db
def test_what_another_officials_number_names_is_refused_whatever_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = OfficialFactory.create()
    other.person = PersonFactory.create(number="004082001234")
    other.save()

    def numbered(name: str) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(x509.NameOID.COMMON_NAME, name),
                x509.NameAttribute(USER_ID, "CCCD:004082001234"),
            ]
        )

    monkeypatch.setattr(adopting, "named", numbered)
    official = Official()
    key = official.shown()

    with pytest.raises(Conflict):
        services.adopt_agent_key(uid=key.uid, actor=ISSUER, name_reason="Cứ dùng")

    assert not Certificate.objects.filter(serial=official.serial).exists()


@pytest.mark.django_db
def test_the_operator_is_told_at_the_field_and_says_why() -> None:
    official = Official("Người Khác Hẳn")
    key = official.shown()
    operator = signed_in("signing.manage_certificates")
    place = f"/quan-tri/chung-thu-so/may-ky/{key.uid}/"

    warned = operator.post(place, {"compared": "on"})
    taken = operator.post(place, {"compared": "on", "name_reason": "Tên cũ"})

    assert (warned.status_code, taken.status_code) == (422, 302)
    assert "Người Khác Hẳn" in warned.content.decode()
    assert 'name="name_reason"' in warned.content.decode()
