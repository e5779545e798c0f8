"""What this room holds about a person: who he is, his accounts, whom he acts for, who looked."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from tinhso.identity.events import PersonChanged
from tinhso.identity.models import AccessRecord, Account, Person, Representation
from tinhso.identity.services.persons import fill_person, person_data
from tinhso.kernel.actors import Actor
from tinhso.kernel.audit import record
from tinhso.kernel.db.secrets import keyed_hash
from tinhso.kernel.db.text import nfc
from tinhso.kernel.events import publish
from tinhso.kernel.registry.holdings import Destroyed, HeldRecord, Holder, Kept

BY_CHOICE = ("phone", "email", "ethnicity")
"""What a person gave to be reached by, or need not have given."""


class PersonHolder(Holder):
    """Who the person is to the house."""

    title = _("Thông tin của bạn và tài khoản")

    def held(self, person_id: int) -> Iterator[HeldRecord]:
        """Give the person, his accounts, representations and the looks at his data."""
        yield _who(Person.objects.get(pk=person_id))
        for account in Account.objects.filter(person_id=person_id).order_by("pk"):
            yield HeldRecord(
                kind="identity.account",
                reference=str(account.uid),
                label=_("Tài khoản"),
                since=account.created_at,
                fields=(
                    (_("Tên đăng nhập"), account.login),
                    (_("Thư điện tử"), account.email),
                    (_("Điện thoại"), account.phone),
                ),
            )
        either = Representation.objects.filter(representative_id=person_id)
        either = either | Representation.objects.filter(represented_id=person_id)
        for row in either.select_related("representative", "represented").order_by("pk"):
            yield HeldRecord(
                kind="identity.representation",
                reference=str(row.uid),
                label=_("Đại diện"),
                fields=(
                    (_("Người đại diện"), row.representative.name),
                    (_("Người được đại diện"), row.represented.name),
                    (_("Giấy tờ chứng minh"), row.proof),
                ),
                files=[row.proof_file] if row.proof_file else [],
            )
        for look in AccessRecord.objects.filter(person_id=person_id).order_by("pk").iterator():
            yield HeldRecord(
                kind="identity.access",
                reference=str(look.pk),
                label=_("Lượt xem dữ liệu"),
                since=look.at,
                fields=((_("Người xem"), look.actor_name), (_("Lý do"), look.purpose)),
            )

    def correct(self, person_id: int, values: Mapping[str, str], *, actor: Actor) -> int:
        """Write what is right over what was wrong; `Invalid` names a value that cannot be."""
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        fill_person(person, person_data(person, **values))
        person.save()
        record("identity.person_corrected", actor=actor, target=person, fields=len(values))
        publish(PersonChanged(person_id=person.pk))
        return 1

    def kept(self, person_id: int) -> Sequence[Kept]:
        """Keep who he is and who looked: accounts and dossiers hang on it."""
        looks = AccessRecord.objects.filter(person_id=person_id).count()
        return [
            Kept(
                label=_("Họ tên, ngày sinh, số định danh"),
                count=1,
                why=_("cần để nhận ra người trong hồ sơ đã nộp và trong nhật ký"),
            ),
            Kept(
                label=_("Nhật ký ai đã xem dữ liệu"),
                count=looks,
                why=_("là bằng chứng để chính bạn và cơ quan kiểm tra việc xem dữ liệu"),
            ),
        ]

    def destroy(self, person_id: int, *, actor: Actor) -> Sequence[Destroyed]:
        """Let go of what was given to be reached by, here and at his accounts."""
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
        gone = [name for name in BY_CHOICE if getattr(person, name)]
        hashes = [_hash(name, str(getattr(person, name))) for name in gone]
        for name in gone:
            setattr(person, name, "")
        if gone:
            person.save(update_fields=gone)
            record("identity.person_data_destroyed", actor=actor, target=person, fields=len(gone))
            publish(PersonChanged(person_id=person.pk))
        return [
            Destroyed(kind=f"identity.person.{name}", reference=str(person.uid), hashes=[digest])
            for name, digest in zip(gone, hashes, strict=True)
        ]


def _who(person: Person) -> HeldRecord:
    return HeldRecord(
        kind="identity.person",
        reference=str(person.uid),
        label=_("Thông tin cá nhân"),
        since=person.created_at,
        fields=(
            (_("Họ và tên"), person.name),
            (_("Ngày sinh"), str(person.birth or "")),
            (_("Giới tính"), str(person.get_sex_display())),
            (_("Quốc tịch"), person.nationality),
            (_("Dân tộc"), person.ethnicity),
            (person.get_number_kind_display(), person.number),
            (_("Điện thoại"), person.phone),
            (_("Thư điện tử"), person.email),
            (_("Nơi ở"), person.address),
            (_("Nơi ở ghi theo địa giới cũ"), person.old_address),
        ),
    )


def _hash(name: str, value: str) -> str:
    return keyed_hash(nfc(value), purpose=f"identity.destroyed.{name}")
