"""Whom a national sign-in stands for: an account linked before, or one to link by its number."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tinhso.identity.models import Account, ExternalIdentity, Person
from tinhso.identity.national_login import Claims
from tinhso.identity.queries.people import number_hash
from tinhso.identity.rules import AccountKind, NumberKind
from tinhso.identity.second_factor import has_second_factor
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.errors import Conflict, DomainError
from tinhso.kernel.registry.counting import count_refused_sign_in


class UnknownPerson(DomainError):
    """The national login knows somebody whom this house does not know yet."""

    code = "identity.unknown_person"
    status = 403
    title = _("Chưa có tài khoản")


class AccountNotOpen(DomainError):
    """The linked account is locked."""

    code = "identity.account_locked"
    status = 403
    title = _("Tài khoản đang bị khóa")


class SecondFactorMissing(DomainError):
    """An official comes in by the national login only with a second factor of this house."""

    code = "identity.second_factor_missing"
    status = 403
    title = _("Cần bước xác thực thứ hai")


@transaction.atomic
def account_for_claims(claims: Claims) -> Account:
    """Return the account of a national sign-in.

    The first time it is found by the personal or tax number and linked; an official's account is
    never linked by itself: he links it after signing in, and comes in this way only with a second
    factor of this house. Raises `UnknownPerson`, `AccountNotOpen`, `SecondFactorMissing`.
    """
    link = (
        ExternalIdentity.objects.filter(issuer=claims.issuer, subject=claims.subject)
        .select_related("account")
        .first()
    )
    account = link.account if link is not None else _by_number(claims)
    if account is None:
        count_refused_sign_in("unknown_person")
        raise UnknownPerson(
            _("Số định danh này chưa có tài khoản ở đây. Hãy đến điểm phục vụ gần nhất để mở.")
        )
    if not account.is_active:
        count_refused_sign_in("locked")
        raise AccountNotOpen(_("Tài khoản này đang khóa. Hãy liên hệ cơ quan phục vụ."))
    if account.kind == AccountKind.OFFICIAL and not has_second_factor(account):
        count_refused_sign_in("second_factor_missing")
        raise SecondFactorMissing(
            _(
                "Cán bộ cần bật bước xác thực thứ hai trước: hãy đăng nhập bằng mật khẩu, mở Bảo"
                " mật và bật mã xác thực hoặc khóa bảo mật."
            )
        )
    if link is None:
        _link(account, claims)
    return account


def _by_number(claims: Claims) -> Account | None:
    hashes = []
    if claims.number:
        hashes.append((NumberKind.PERSONAL, number_hash(NumberKind.PERSONAL, claims.number)))
    elif claims.tax_number:
        hashes.append((NumberKind.TAX, number_hash(NumberKind.TAX, claims.tax_number)))
    for kind, wanted in hashes:
        person = Person.objects.filter(number_kind=kind, number_hash=wanted).first()
        if person is not None:
            own = Account.objects.filter(person=person).exclude(kind=AccountKind.OFFICIAL)
            return own.order_by("pk").first()
    return None


@transaction.atomic
def link_own(*, claims: Claims, actor: Actor) -> ExternalIdentity:
    """Link the signed-in account to a national identity that has just been proved."""
    account = fetch(Account.objects.select_for_update(of=("self",)), uid=actor.id)
    return _link(account, claims)


def _link(account: Account, claims: Claims) -> ExternalIdentity:
    actor = Actor(kind=ActorKind(account.kind), id=account.uid, name=account.name)
    try:
        with transaction.atomic():
            link = ExternalIdentity.objects.create(
                account=account, issuer=claims.issuer, subject=claims.subject
            )
    except IntegrityError:
        raise Conflict(_("Tài khoản định danh này đã liên kết với một tài khoản khác.")) from None
    record("identity.external_linked", actor=actor, target=account)
    return link
