"""New officials get the way to their first password by letter, many at once."""

import re

import pytest
from django.test import Client

from tinhso.identity.models import Account, RecoveryLink
from tinhso.identity.permissions import IdentityPermission as P
from tinhso.identity.rules import Sight
from tinhso.identity.services.recovery import NotToInvite, invite, send_recovery
from tinhso.identity.testing import (
    AssignmentFactory,
    CitizenFactory,
    OfficialFactory,
    RoleFactory,
    actor_for,
)
from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import NotPermitted
from tinhso.kernel.notifications.models import DemonstrationMessage, Notification

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/tai-khoan/"


def _operator(*permissions: str) -> Account:
    account = OfficialFactory.create(login="nguoi.van.hanh")
    role = RoleFactory.create(permissions=list(permissions), is_everywhere=True, sight=Sight.NONE)
    AssignmentFactory.create(account=account, role=role)
    return account


def _new(**changes: object) -> Account:
    """Return an official's account as an operator opens it: without a password."""
    account: Account = OfficialFactory.create(is_demonstration=False, **changes)
    return account


@pytest.fixture
def operator() -> Account:
    return _operator(P.VIEW_ACCOUNTS, P.MANAGE_ACCOUNTS)


def _letter_of(link: RecoveryLink) -> DemonstrationMessage:
    send_recovery(link_id=link.pk)
    return DemonstrationMessage.objects.get()


def test_an_invited_official_sets_his_first_password(client: Client, operator: Account) -> None:
    new = _new(login="an.nguyen")

    letter = _letter_of(invite(account_uid=new.uid, actor=actor_for(operator)))

    assert "Tài khoản an.nguyen đã mở cho bạn." in letter.text
    assert not Notification.objects.exists()
    found = re.search(r"/dat-mat-khau/[\w-]+/", letter.text)
    assert found is not None
    done = client.post(found[0], {"password": "Núi-Phja-Oắc-1931-cao"})
    assert done.status_code == 302
    new.refresh_from_db()
    assert new.check_password("Núi-Phja-Oắc-1931-cao")


def test_a_second_letter_ends_the_first_link(client: Client, operator: Account) -> None:
    new = _new()
    first = _letter_of(invite(account_uid=new.uid, actor=actor_for(operator)))
    DemonstrationMessage.objects.all().delete()

    _letter_of(invite(account_uid=new.uid, actor=actor_for(operator)))

    found = re.search(r"/dat-mat-khau/[\w-]+/", first.text)
    assert found is not None
    assert client.post(found[0], {"password": "Núi-Phja-Oắc-1931-cao"}).status_code == 410


def test_who_has_a_password_no_mail_or_is_no_official_is_not_invited(operator: Account) -> None:
    with_password = _new()
    with_password.set_password("Núi-Phja-Oắc-1931-cao")
    with_password.save()
    refused = (
        with_password,
        OfficialFactory.create(is_demonstration=True),
        _new(email=""),
        _new(is_active=False, lock_reason="Nghỉ việc"),
        CitizenFactory.create(is_demonstration=False),
    )

    for account in refused:
        with pytest.raises(NotToInvite):
            invite(account_uid=account.uid, actor=actor_for(operator))

    assert not RecoveryLink.objects.exists()
    assert not AuditEntry.objects.filter(action="identity.invited").exists()


def test_without_the_permission_nobody_is_invited() -> None:
    onlooker = _operator(P.VIEW_ACCOUNTS)
    new = _new()

    with pytest.raises(NotPermitted):
        invite(account_uid=new.uid, actor=actor_for(onlooker))

    assert not RecoveryLink.objects.exists()


def test_all_who_are_new_are_invited_at_once_from_the_list(
    client: Client, operator: Account
) -> None:
    new = [_new(login=f"moi.{number}") for number in range(3)]
    known = _new(login="cu")
    known.set_password("Núi-Phja-Oắc-1931-cao")
    known.save()
    client.force_login(operator)

    shown = client.get(LIST, {"xem": "new", "loai": "official", "mat-khau": "!"}).content.decode()
    done = client.post(
        f"{LIST}viec/",
        {"viec": "invite", "chon": [str(account.uid) for account in [*new, known]]},
        follow=True,
    ).content.decode()

    assert all(f"moi.{number}" in shown for number in range(3))
    assert 'lang="vi">cu</span>' not in shown
    assert RecoveryLink.objects.count() == 3
    assert "Tài khoản này đã có mật khẩu." in done


def test_the_act_is_not_offered_to_who_only_looks(client: Client) -> None:
    client.force_login(_operator(P.VIEW_ACCOUNTS))

    page = client.get(LIST).content.decode()

    assert "Gửi đường dẫn đặt mật khẩu lần đầu" not in page
