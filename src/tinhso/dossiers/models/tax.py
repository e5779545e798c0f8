"""What a tax agency is asked about a dossier, and the notices it gives."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.tax import TaxOutcome
from tinhso.kernel.actors import Actor, ActorKind


class TaxSlipQuerySet(models.QuerySet["TaxSlip"]):
    """Named filters of what tax agencies are asked."""

    def visible_to(self, actor: Actor) -> Self:
        """Show the unit that is asked, and leaders of its agency; nothing of it to others."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        if actor.id is None or not actor.is_official:
            return self.none()
        ids: dict[str, set[int]] = {"u": set(), "a": set()}
        for key in actor.sight_keys:
            sign, _colon, pk = key.partition(":")
            if sign in ids:
                ids[sign].add(int(pk))
        return self.filter(models.Q(unit_id__in=ids["u"]) | models.Q(agency_id__in=ids["a"]))

    def waiting(self) -> Self:
        """Keep what is not answered."""
        return self.filter(answered_at__isnull=True)


class TaxSlip(models.Model):
    """The slip by which a tax agency is asked what is owed, with a due date of the agency's own."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="tax_slips")
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    has_land_use_fee = models.BooleanField(_("có tiền sử dụng đất"))
    content = models.TextField(_("việc cần xác định"))
    hours = models.PositiveSmallIntegerField(_("số giờ làm việc"))
    asked_by = models.UUIDField(_("người chuyển"))
    asked_by_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(_("chuyển phiếu lúc"))
    due_at = models.DateTimeField(_("hạn ra thông báo"))
    due_before = models.DateTimeField(_("hạn trước khi xin lỗi"), null=True, blank=True)
    late_noted_at = models.DateTimeField(_("ghi nhận chậm lúc"), null=True, blank=True)
    apology_reason = models.TextField(_("lý do chậm"), blank=True)
    apologised_by = models.UUIDField(_("người xin lỗi"), null=True, blank=True)
    apologised_by_name = models.CharField(max_length=200, blank=True)
    apologised_at = models.DateTimeField(_("xin lỗi lúc"), null=True, blank=True)
    outcome = models.CharField(_("trả lời"), max_length=12, blank=True, choices=TaxOutcome.choices)
    reason = models.TextField(_("lý do"), blank=True)
    answered_by = models.UUIDField(_("người trả lời"), null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)

    objects = TaxSlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu chuyển cơ quan thuế")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(answered_at__isnull=True),
                name="dossiers_one_open_tax_slip",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "due_at", "id"], name="dossiers_tax_agency"),
            models.Index(fields=["unit", "due_at", "id"], name="dossiers_tax_unit"),
            models.Index(
                fields=["due_at"],
                condition=models.Q(answered_at__isnull=True),
                name="dossiers_tax_waiting",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_open(self) -> bool:
        """Tell whether the tax agency still owes its answer."""
        return self.answered_at is None


class TaxNotice(models.Model):
    """One notice of a tax agency: amounts by kind, until when, its two files; a newer names it."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    slip = models.ForeignKey(TaxSlip, on_delete=models.PROTECT, related_name="notices")
    number = models.CharField(_("số thông báo"), max_length=100)
    issued_on = models.DateField(_("ngày thông báo"))
    pay_by = models.DateField(_("hạn nộp tiền"))
    amounts = models.JSONField(_("số tiền từng khoản"))
    total = models.BigIntegerField(_("tổng số tiền"))
    notice_file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    voucher_file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    reason = models.TextField(_("lý do thay"), blank=True)
    sent_by = models.UUIDField(_("người gửi"))
    sent_by_name = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(_("gửi thông báo lúc"))

    class Meta:
        verbose_name = _("thông báo của cơ quan thuế")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(total__gt=0), name="dossiers_tax_notice_owes")
        ]

    def __str__(self) -> str:
        return self.number
