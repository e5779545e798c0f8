"""Money: what is owed for a dossier, each payment, the drawer, the bank's word, the way back."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.fees import (
    ChargeOrigin,
    ChargeState,
    ClaimState,
    FeeKind,
    PaymentMethod,
    RefundState,
    TryState,
)
from tinhso.kernel.db.secrets import EncryptedTextField


class ChargeQuerySet(models.QuerySet["Charge"]):
    """Named filters: what the desk collects, and what a tax agency's notice asks."""

    def fees(self) -> Self:
        """Keep the fees of procedures."""
        return self.filter(notice__isnull=True)

    def duties(self) -> Self:
        """Keep what notices of tax agencies ask."""
        return self.filter(notice__isnull=False)

    def due(self) -> Self:
        """Keep what is owed."""
        return self.filter(state=ChargeState.DUE)


class Charge(models.Model):
    """One amount owed for a dossier, how it was reckoned, and the exemption asked for.

    A changed amount is a new row; the old one stays, cancelled. What a tax agency's `notice` asks
    is one charge for all its amounts, paid into that agency's account.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="charges")
    kind = models.CharField(_("loại"), max_length=8, choices=FeeKind.choices)
    origin = models.CharField(_("nguồn"), max_length=10, choices=ChargeOrigin.choices)
    amount_vnd = models.PositiveBigIntegerField(_("số tiền (đồng)"))
    per = models.CharField(_("tính theo"), max_length=60, blank=True)
    unit_vnd = models.PositiveBigIntegerField(_("mức một đơn vị (đồng)"), default=0)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    reference = models.CharField(_("mã nộp tiền"), max_length=12, unique=True)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ChargeState.choices, default=ChargeState.DUE
    )
    claim_state = models.CharField(
        _("đề nghị miễn"), max_length=8, choices=ClaimState.choices, blank=True, default=""
    )
    claim_key = models.CharField(_("diện miễn"), max_length=64, blank=True)
    claim_words = EncryptedTextField(_("giấy tờ chứng minh"), blank=True, default="")
    claim_file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    claimed_at = models.DateTimeField(_("đề nghị lúc"), null=True, blank=True)
    claim_answer = models.TextField(_("lý do không miễn"), blank=True)
    decided_by = models.UUIDField(_("người xem xét"), null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(_("xem xét lúc"), null=True, blank=True)
    made_by = models.UUIDField(_("người ghi"), null=True, blank=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(_("ghi lúc"))
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    notice = models.OneToOneField(
        "dossiers.TaxNotice",
        on_delete=models.PROTECT,
        related_name="charge",
        null=True,
        blank=True,
    )

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoản phải nộp")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["claim_file"],
                condition=models.Q(claim_file__isnull=False),
                name="dossiers_charge_claim",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(state="due", notice__isnull=True),
                name="dossiers_one_open_charge",
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(state="due", notice__isnull=False),
                name="dossiers_one_open_duty",
            ),
            models.CheckConstraint(
                name="dossiers_charge_of_something", condition=models.Q(amount_vnd__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_duty(self) -> bool:
        """Whether a tax agency's notice asks for it, and no fee of the procedure."""
        return self.notice_id is not None

    @property
    def is_payable(self) -> bool:
        """Whether it is to be paid now: owed, and no claimed exemption waits for an answer."""
        return self.state == ChargeState.DUE and self.claim_state != ClaimState.CLAIMED


class CashShift(models.Model):
    """One officer's drawer from its opening until its money is counted."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    officer = models.UUIDField(_("người thu"))
    officer_name = models.CharField(_("tên người thu"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("mở lúc"))
    opening_vnd = models.PositiveBigIntegerField(_("tiền đầu ca (đồng)"), default=0)
    closed_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)
    expected_vnd = models.BigIntegerField(_("phải có (đồng)"), null=True, blank=True)
    counted_vnd = models.PositiveBigIntegerField(_("đếm được (đồng)"), null=True, blank=True)
    pieces = models.JSONField(_("số tờ theo mệnh giá"), default=dict)
    reason = models.TextField(_("giải trình chênh lệch"), blank=True)
    stand_in = models.UUIDField(_("người đếm thay"), null=True, blank=True)
    stand_in_name = models.CharField(max_length=200, blank=True)
    """Who counted it where its officer could not; `reason` then says why."""

    class Meta:
        verbose_name = _("ca thu tiền")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "officer"],
                condition=models.Q(closed_at__isnull=True),
                name="dossiers_one_open_drawer",
            ),
            models.CheckConstraint(
                name="dossiers_difference_explained",
                condition=models.Q(closed_at__isnull=True)
                | models.Q(expected_vnd=models.F("counted_vnd"))
                | ~models.Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "-opened_at"], name="dossiers_drawers")]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def difference_vnd(self) -> int:
        """What is too much (above zero) or missing (below) in the drawer."""
        return (self.counted_vnd or 0) - (self.expected_vnd or 0)


class Payment(models.Model):
    """One try to pay one charge; at most one of them is money received."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(_("cách trả tiền"), max_length=10, choices=PaymentMethod.choices)
    state = models.CharField(_("trạng thái"), max_length=10, choices=TryState.choices)
    amount_vnd = models.PositiveBigIntegerField(_("số tiền (đồng)"))
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("bắt đầu lúc"))
    paid_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)
    provider = models.CharField(_("ngân hàng"), max_length=32, blank=True)
    bank_reference = models.CharField(_("mã giao dịch ngân hàng"), max_length=64, blank=True)
    checkout_url = models.CharField(max_length=500, blank=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"), null=True, blank=True)
    problem = models.CharField(max_length=16, blank=True)
    problem_at = models.DateTimeField(null=True, blank=True)
    document = models.CharField(_("chứng từ"), max_length=100, blank=True)
    received_by = models.UUIDField(_("người thu"), null=True, blank=True)
    received_by_name = models.CharField(_("tên người thu"), max_length=200, blank=True)
    shift = models.ForeignKey(
        CashShift, on_delete=models.PROTECT, related_name="payments", null=True, blank=True
    )
    receipt = models.OneToOneField(
        "dossiers.Paper", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    receipt_number = models.CharField(_("số biên lai"), max_length=64, blank=True)
    remit_due_at = models.DateTimeField(_("hạn chuyển kho bạc"), null=True, blank=True)
    remitted_at = models.DateTimeField(_("đã chuyển kho bạc lúc"), null=True, blank=True)
    remit_document = models.CharField(_("chứng từ chuyển kho bạc"), max_length=64, blank=True)
    remitted_by = models.UUIDField(_("người chuyển kho bạc"), null=True, blank=True)
    remitted_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần nộp")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["charge"],
                condition=models.Q(state="paid"),
                name="dossiers_paid_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "bank_reference"],
                condition=~models.Q(bank_reference=""),
                name="dossiers_bank_reference_once",
            ),
            models.CheckConstraint(
                name="dossiers_cash_in_a_drawer",
                condition=~models.Q(method="cash") | models.Q(shift__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-paid_at", "-id"], name="dossiers_payments"),
            models.Index(fields=["state", "expires_at"], name="dossiers_payment_expiry"),
        ]

    def __str__(self) -> str:
        return self.receipt_number or str(self.uid)


class Refund(models.Model):
    """Money given back for one payment, with its reason and the law that says so."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="refund")
    amount_vnd = models.PositiveBigIntegerField(_("số tiền (đồng)"))
    state = models.CharField(_("trạng thái"), max_length=8, choices=RefundState.choices)
    method = models.CharField(_("cách hoàn"), max_length=10, choices=PaymentMethod.choices)
    reason = models.CharField(_("lý do"), max_length=300)
    legal_basis = models.CharField(_("căn cứ"), max_length=300)
    asked_by = models.UUIDField(_("người lập"))
    asked_by_name = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(_("lập lúc"))
    done_at = models.DateTimeField(_("hoàn lúc"), null=True, blank=True)
    bank_reference = models.CharField(_("mã giao dịch ngân hàng"), max_length=64, blank=True)
    problem = models.CharField(max_length=16, blank=True)
    shift = models.ForeignKey(
        CashShift, on_delete=models.PROTECT, related_name="refunds", null=True, blank=True
    )
    paper = models.OneToOneField(
        "dossiers.Paper", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("lần hoàn trả")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.uid)
