"""People, companies and organisations as they are, and who may act for whom."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.rules import (
    BirthDate,
    EndCause,
    NumberKind,
    PersonKind,
    RepresentationKind,
    RepresentationState,
    Sex,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField


class PersonQuerySet(models.QuerySet["Person"]):
    """Named filters; every list shown to a person starts with visible_to."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the actor himself, whom he represents, and all for those who may view persons."""
        if actor.may(IdentityPermission.VIEW_PERSONS):
            return self
        if actor.person_id is None:
            return self.none()
        represented = Representation.objects.in_force(timezone.localdate()).filter(
            representative_id=actor.person_id
        )
        return self.filter(Q(pk=actor.person_id) | Q(pk__in=represented.values("represented_id")))


class Person(models.Model):
    """Somebody with rights: a citizen, foreigner, child, company or other organisation.

    The identity number rests encrypted, is found by a keyed hash and shown masked. A person may
    have one name only, no card, and a birth date of which only the year is known.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=12, choices=PersonKind.choices)
    name = models.CharField(_("họ và tên"), max_length=250)
    folded = models.CharField(max_length=250, db_index=True)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField(_("tháng sinh"), null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField(_("ngày sinh"), null=True, blank=True)
    sex = models.CharField(_("giới tính"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    nationality = models.CharField(_("quốc tịch"), max_length=2, default="VN")
    ethnicity = EncryptedTextField(_("dân tộc"), blank=True, default="")
    number_kind = models.CharField(
        _("loại giấy tờ"), max_length=10, choices=NumberKind.choices, default=NumberKind.NONE
    )
    number = EncryptedTextField(_("số định danh"), blank=True, default="")
    number_hash = models.CharField(max_length=64, blank=True, default="")
    number_masked = models.CharField(max_length=30, blank=True, default="")
    phone = EncryptedTextField(_("điện thoại"), blank=True, default="")
    email = EncryptedTextField(_("thư điện tử"), blank=True, default="")
    address = EncryptedTextField(_("nơi ở"), blank=True, default="")
    address_code = models.CharField(_("mã xã, phường"), max_length=5, blank=True, default="")
    old_address = EncryptedTextField(_("nơi ở ghi theo địa giới cũ"), blank=True, default="")
    old_address_code = models.CharField(max_length=5, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("người, tổ chức")
        constraints = [
            models.UniqueConstraint(
                fields=["number_kind", "number_hash"],
                condition=~Q(number_hash=""),
                name="identity_person_number_once",
            ),
            models.CheckConstraint(
                condition=Q(birth_day__isnull=True) | Q(birth_month__isnull=False),
                name="identity_person_birth_precision",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def birth(self) -> BirthDate | None:
        """Return the birth date as precisely as it is known."""
        if self.birth_year is None:
            return None
        return BirthDate(self.birth_year, self.birth_month, self.birth_day)

    @birth.setter
    def birth(self, value: BirthDate | None) -> None:
        self.birth_year = value.year if value else None
        self.birth_month = value.month if value else None
        self.birth_day = value.day if value else None

    @property
    def is_legal_entity(self) -> bool:
        """Tell whether this is a company or organisation."""
        return self.kind in (PersonKind.BUSINESS, PersonKind.ORGANISATION)


class RepresentationQuerySet(models.QuerySet["Representation"]):
    """Named filters of who acts for whom."""

    def in_force(self, day: date) -> Self:
        """Keep what holds on a day, declared or verified."""
        return self.exclude(state=RepresentationState.ENDED).filter(
            Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        )

    def visible_to(self, actor: Actor) -> Self:
        """Keep those of the actor himself, and all for those who verify them."""
        if actor.may(IdentityPermission.VERIFY_REPRESENTATION):
            return self
        if actor.person_id is None:
            return self.none()
        return self.filter(Q(representative_id=actor.person_id) | Q(represented_id=actor.person_id))


class Representation(models.Model):
    """One person may act for another, with a proof and for a time."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    representative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acts_for")
    represented = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="represented_by")
    kind = models.CharField(_("căn cứ"), max_length=10, choices=RepresentationKind.choices)
    state = models.CharField(
        _("trạng thái"),
        max_length=10,
        choices=RepresentationState.choices,
        default=RepresentationState.DECLARED,
    )
    proof = models.CharField(_("giấy tờ chứng minh"), max_length=250, blank=True)
    proof_file = models.UUIDField(_("tệp chứng minh"), null=True, blank=True)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến hết ngày"), null=True, blank=True)
    cause = models.CharField(
        _("vì sao hết"), max_length=10, choices=EndCause.choices, blank=True, default=""
    )
    ended_at = models.DateTimeField(_("hết lúc"), null=True, blank=True)

    objects = RepresentationQuerySet.as_manager()

    class Meta:
        verbose_name = _("đại diện")
        constraints = [
            models.CheckConstraint(
                condition=~Q(representative=models.F("represented")),
                name="identity_representation_other",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="identity_representation_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.representative_id} → {self.represented_id}"
