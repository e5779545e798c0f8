"""One payment for many dossiers of a list: the bill, and the share of each dossier in it."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.fees import Charge, Payment
from tinhso.dossiers.models.groups import GroupFiling
from tinhso.dossiers.rules.fees import CallOutcome, PaymentMethod, TryState


class JointBill(models.Model):
    """What is paid at once for the dossiers of a list that owe something; its shares never change.

    Where more or less is owed later, another bill takes its place; money for this one still counts.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        GroupFiling, on_delete=models.PROTECT, related_name="bills", db_index=False
    )
    reference = models.CharField(_("mã nộp tiền"), max_length=12, unique=True)
    amount_vnd = models.PositiveBigIntegerField(_("số tiền (đồng)"))
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=TryState.choices, default=TryState.WAITING
    )
    method = models.CharField(
        _("cách trả tiền"), max_length=10, choices=PaymentMethod.choices, blank=True
    )
    made_at = models.DateTimeField(_("lập lúc"))
    provider = models.CharField(_("ngân hàng"), max_length=32, blank=True)
    checkout_url = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"), null=True, blank=True)
    problem = models.CharField(max_length=16, blank=True)
    problem_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)
    bank_reference = models.CharField(_("mã giao dịch ngân hàng"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("phiếu nộp chung")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=models.Q(state="waiting"), name="dossiers_one_open_bill"
            ),
            models.UniqueConstraint(
                fields=["provider", "bank_reference"],
                condition=~models.Q(bank_reference=""),
                name="dossiers_bill_reference_once",
            ),
        ]
        indexes = [models.Index(fields=["group", "id"], name="dossiers_bills")]

    def __str__(self) -> str:
        return self.reference


class JointShare(models.Model):
    """What a bill pays for one dossier, and what became of it when the money came."""

    bill = models.ForeignKey(
        JointBill, on_delete=models.PROTECT, related_name="shares", db_index=False
    )
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="+")
    amount_vnd = models.PositiveBigIntegerField(_("số tiền (đồng)"))
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="share", null=True, blank=True
    )
    outcome = models.CharField(
        _("kết quả"), max_length=14, choices=CallOutcome.choices, blank=True, default=""
    )

    class Meta:
        verbose_name = _("phần của phiếu nộp chung")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["bill", "charge"], name="dossiers_share_once")
        ]

    def __str__(self) -> str:
        return str(self.amount_vnd)
