"""Proving again, in the middle of a session, that the one at the keyboard is who signed in."""

from django.utils.translation import gettext as _

from tinhso.identity.models import Account
from tinhso.identity.services.signing_in import check_sign_in
from tinhso.kernel.actors import Actor
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Invalid, SignInNeeded


def prove_identity(*, password: str, actor: Actor) -> None:
    """Let who knows the account's password go on; wrong ones count for the account that is in.

    Raises `Invalid` at `password`. Who never set one sets it first.
    """
    if actor.id is None:
        raise SignInNeeded
    account = fetch(Account.objects.get_queryset(), uid=actor.id)
    if not account.has_usable_password():
        raise Invalid(
            fields={
                "password": _(
                    "Tài khoản chưa có mật khẩu riêng. Hãy đặt mật khẩu ở mục Bảo mật rồi tải lại."
                )
            }
        )
    try:
        check_sign_in(login=account.login, password=password, address="", browser=str(account.uid))
    except Invalid:
        raise Invalid(
            fields={"password": _("Mật khẩu không đúng. Hãy nhập lại mật khẩu đăng nhập.")}
        ) from None
