"""Changes to people and to who may act for whom."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tinhso.identity.events import PersonChanged
from tinhso.identity.kinds import REPRESENTATION_REFUSED, REPRESENTATION_VERIFIED
from tinhso.identity.models import Account, Person, Representation
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.queries.people import number_hash
from tinhso.identity.rules import (
    BirthDate,
    EndCause,
    NumberKind,
    PersonKind,
    RepresentationKind,
    RepresentationState,
    Sex,
    clean_number,
    clean_phone,
    is_number,
)
from tinhso.identity.services.bump import bump_rights
from tinhso.kernel.actors import Actor, ActorKind, require
from tinhso.kernel.audit import record
from tinhso.kernel.db import fetch
from tinhso.kernel.db.text import fold, mask, nfc
from tinhso.kernel.errors import Conflict, DomainError, Invalid, NotPermitted
from tinhso.kernel.errors.sentences import told
from tinhso.kernel.events import publish
from tinhso.kernel.notifications.services import notify

GROWN_UP = 18
PERSONAL_DIGITS = 12


class RepresentationEnded(DomainError):
    """A representation that has ended is not verified or ended again."""

    code = "identity.representation_ended"


@dataclass(frozen=True, kw_only=True)
class PersonData:
    """What is said of a person; all but the name may be unknown.

    `birth` is as people write it: `1957`, `03/1957`, `21/03/1957`. Addresses are text with the
    official code beside them where it is known, one in today's two levels, one in the old three.
    """

    kind: str
    name: str
    birth: str = ""
    sex: str = Sex.UNKNOWN
    nationality: str = "VN"
    ethnicity: str = ""
    number_kind: str = NumberKind.NONE
    number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    address_code: str = ""
    old_address: str = ""
    old_address_code: str = ""


TAX_DIGITS = (10, 13)


def _number_problem(number: str, kind: str) -> str:
    """Return what a number of that kind looks like, beside what was typed."""
    if kind == NumberKind.PERSONAL and len(number) != PERSONAL_DIGITS:
        return told(
            _("Số định danh có 12 chữ số. Bạn đã nhập %(n)s; hãy xem lại mặt trước thẻ."),
            n=len(number),
        )
    if kind == NumberKind.TAX and len(number.replace("-", "")) in TAX_DIGITS:
        return told(
            _("Mã số thuế “%(number)s” có chữ số sai; hãy so từng số với giấy đăng ký."),
            number=number,
        )
    if kind == NumberKind.TAX:
        return told(
            _("Mã số thuế có 10 chữ số, chi nhánh thêm 3. Bạn đã nhập “%(number)s”; hãy xem lại."),
            number=number,
        )
    return told(_("Số “%(number)s” không đúng dạng của loại giấy tờ đã chọn."), number=number)


def fill_person(person: Person, data: PersonData) -> None:
    """Put checked data into a person, or raise `Invalid` with a sentence at each field."""
    wrong: dict[str, str] = {}
    name = nfc(data.name)
    if not name:
        wrong["name"] = _("Hãy ghi họ tên. Người chỉ có một tên thì ghi một tên đó.")
    elif len(name) > 250:
        wrong["name"] = _("Họ tên dài quá 250 ký tự.")
    if data.kind not in PersonKind.values:
        wrong["kind"] = _("Hãy chọn một loại trong danh sách.")
    number = clean_number(data.number)
    kind = data.number_kind if number else NumberKind.NONE
    if number and not is_number(number, kind):
        wrong["number"] = _number_problem(number, kind)
    birth: BirthDate | None = None
    if data.birth.strip():
        try:
            birth = BirthDate.parse(data.birth)
        except ValueError:
            wrong["birth"] = _("Hãy ghi ngày sinh như 21/03/1957, 03/1957 hoặc 1957.")
        else:
            if birth.earliest() > timezone.localdate():
                wrong["birth"] = _("Ngày sinh ở sau ngày hôm nay.")
    phone = data.phone.strip()
    if phone:
        try:
            phone = clean_phone(phone)
        except ValueError:
            wrong["phone"] = _("Số điện thoại cần 10 hoặc 11 chữ số, bắt đầu bằng 0.")
    if wrong:
        raise Invalid(fields=wrong)
    if kind == NumberKind.TAX and len(number) == 12:
        kind = NumberKind.PERSONAL
    person.kind = data.kind
    person.name, person.folded = name, fold(name)
    person.birth = birth
    person.sex = data.sex
    person.nationality = data.nationality
    person.ethnicity = nfc(data.ethnicity)
    person.number_kind, person.number = kind, number
    person.number_hash = number_hash(kind, number)
    person.number_masked = mask(number) if number else ""
    person.phone, person.email = phone, data.email.strip()
    person.address, person.address_code = nfc(data.address), data.address_code
    person.old_address = nfc(data.old_address)
    person.old_address_code = data.old_address_code


def person_data(person: Person, **instead: str) -> PersonData:
    """Return what is said of a person, with some of it said anew."""
    said = {
        "kind": person.kind,
        "name": person.name,
        "birth": str(person.birth or ""),
        "sex": person.sex,
        "nationality": person.nationality,
        "ethnicity": person.ethnicity,
        "number_kind": person.number_kind,
        "number": person.number,
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
        "address_code": person.address_code,
        "old_address": person.old_address,
        "old_address_code": person.old_address_code,
    }
    return PersonData(**{**said, **instead})


@transaction.atomic
def save_person(
    *,
    data: PersonData,
    actor: Actor,
    uid: UUID | str | None = None,
    is_demonstration: bool = False,
) -> Person:
    """Write down a person, or change one the actor may see.

    A person changes his own record; others need the permission. A number that is already
    somebody's is a `Conflict`: look the person up by number first.
    """
    if uid is None:
        person = Person(is_demonstration=is_demonstration)
        require(actor, IdentityPermission.CHANGE_PERSONS)
    else:
        seen = Person.objects.all()
        if actor.kind is not ActorKind.SYSTEM:
            seen = Person.objects.visible_to(actor)
        person = fetch(seen.select_for_update(of=("self",)), uid=uid)
        if person.pk != actor.person_id:
            require(actor, IdentityPermission.CHANGE_PERSONS)
    fill_person(person, data)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Conflict(
            _("Số giấy tờ này đã có trong hệ thống."),
            fields={"number": _("Số giấy tờ này đã có trong hệ thống.")},
        ) from None

    record("identity.person_saved", actor=actor, target=person)
    publish(PersonChanged(person_id=person.pk))
    return person


def last_day(*, kind: str, represented: Person, valid_to: date | None) -> date | None:
    """Return the last day a representation may hold: of a child, the eve of its 18th birthday.

    Of a birth date known by its year alone, the last day that the child can still be one.
    """
    birth = represented.birth
    if kind != RepresentationKind.CHILD or birth is None:
        return valid_to
    eve = birth.eve_of(GROWN_UP)
    return eve if valid_to is None else min(valid_to, eve)


@transaction.atomic
def represent(
    *,
    representative_id: int,
    represented_id: int,
    kind: RepresentationKind,
    actor: Actor,
    valid_from: date | None = None,
    valid_to: date | None = None,
    proof: str = "",
    proof_file: UUID | None = None,
    verified: bool = False,
) -> Representation:
    """Declare that one person acts for another; it gives no sight until it is verified.

    A person declares for himself. Only who verifies representations may enter one as verified.
    A grown-up is nobody's child: for him a written authority is needed.
    """
    if representative_id != actor.person_id or verified:
        require(actor, IdentityPermission.VERIFY_REPRESENTATION)
    representative = fetch(Person.objects.all(), pk=representative_id)
    represented = fetch(Person.objects.all(), pk=represented_id)
    today = timezone.localdate()
    start = valid_from or today
    wrong: dict[str, str] = {}
    if representative.pk == represented.pk:
        wrong["represented"] = _("Không thể tự đại diện cho chính mình.")
    if valid_to is not None and valid_to < start:
        wrong["valid_to"] = _("Ngày hết hạn phải từ ngày bắt đầu trở đi.")
    if kind == RepresentationKind.CHILD:
        birth = represented.birth
        if represented.is_legal_entity or (birth and birth.surely_at_least(GROWN_UP, on=start)):
            wrong["kind"] = _("Người đã đủ 18 tuổi thì cần giấy ủy quyền, không khai là con.")
    elif kind == RepresentationKind.COMPANY and not represented.is_legal_entity:
        wrong["kind"] = _("Chỉ doanh nghiệp, tổ chức mới có người đại diện theo pháp luật.")
    if kind != RepresentationKind.CHILD and not proof and proof_file is None:
        wrong["proof"] = _("Hãy ghi số giấy tờ chứng minh hoặc đính kèm ảnh giấy tờ.")
    if wrong:
        raise Invalid(fields=wrong)

    row = Representation.objects.create(
        representative=representative,
        represented=represented,
        kind=kind,
        state=RepresentationState.VERIFIED if verified else RepresentationState.DECLARED,
        proof=nfc(proof),
        proof_file=proof_file,
        valid_from=start,
        valid_to=last_day(kind=kind, represented=represented, valid_to=valid_to),
    )
    bump_rights(Account.objects.filter(person_id=representative_id))

    record("identity.representation_declared", actor=actor, target=row, kind=str(kind))
    return row


@transaction.atomic
def verify_representation(*, uid: UUID | str, actor: Actor) -> Representation:
    """Confirm a declared representation after seeing its proof; from now it gives sight.

    Nobody confirms his own, nor one by which he himself is represented.
    """
    row = fetch(Representation.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    require(actor, IdentityPermission.VERIFY_REPRESENTATION)
    if row.state == RepresentationState.ENDED:
        raise RepresentationEnded(_("Việc đại diện này đã hết."))
    _not_in_own_matter(row, actor)

    row.state = RepresentationState.VERIFIED
    row.save(update_fields=["state"])
    bump_rights(Account.objects.filter(person_id=row.representative_id))

    record("identity.representation_verified", actor=actor, target=row)
    notify(
        person_id=row.representative_id,
        kind=REPRESENTATION_VERIFIED.code,
        values={"name": row.represented.name},
        link="/tai-khoan/",
        key=str(row.uid),
    )
    return row


def _not_in_own_matter(row: Representation, actor: Actor) -> None:
    if actor.person_id in (row.representative_id, row.represented_id):
        raise NotPermitted(_("Không ai tự kiểm tra giấy tờ đại diện của mình."))


@transaction.atomic
def refuse_representation(*, uid: UUID | str, reason: str, actor: Actor) -> Representation:
    """Turn a declared representation down with a reason, which the declarer is told."""
    row = fetch(Representation.objects.visible_to(actor).select_for_update(of=("self",)), uid=uid)
    require(actor, IdentityPermission.VERIFY_REPRESENTATION)
    if row.state != RepresentationState.DECLARED:
        raise RepresentationEnded(_("Việc đại diện này đã được xử lý."))
    _not_in_own_matter(row, actor)
    if not nfc(reason):
        raise Invalid(fields={"reason": _("Hãy ghi lý do để người khai biết.")})

    row.state, row.cause, row.ended_at = RepresentationState.ENDED, EndCause.REFUSED, timezone.now()
    row.save(update_fields=["state", "cause", "ended_at"])
    bump_rights(Account.objects.filter(person_id=row.representative_id))

    record("identity.representation_refused", actor=actor, target=row)
    notify(
        person_id=row.representative_id,
        kind=REPRESENTATION_REFUSED.code,
        values={"name": row.represented.name, "reason": nfc(reason)},
        link="/tai-khoan/",
        key=str(row.uid),
    )
    return row
