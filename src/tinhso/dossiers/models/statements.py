"""The bank's side: accounts that receive fees, its messages, its statements, the differences."""

from datetime import date
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.fees import Charge, Payment
from tinhso.dossiers.models.joint import JointBill
from tinhso.dossiers.rules.fees import CallKind, CallOutcome, LineOutcome


class CollectionAccount(models.Model):
    """The account into which an agency's fees are paid, from a day on; a new one ends the old."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(_("ngân hàng"), max_length=32)
    bank_name = models.CharField(_("tên ngân hàng"), max_length=120)
    bank_bin = models.CharField(_("mã BIN"), max_length=6)
    account_number = models.CharField(_("số tài khoản"), max_length=19)
    holder = models.CharField(_("chủ tài khoản"), max_length=200)
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    effective_from = models.DateField(_("có hiệu lực từ"))
    set_by = models.UUIDField(_("người ghi"), null=True, blank=True)
    set_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("tài khoản thu phí")
        ordering = ["agency_id", "-effective_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "effective_from"], name="dossiers_account_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.account_number


class BankCall(models.Model):
    """One message of a bank as it came, what it said, and what became of it.

    The same message again only grows `times`. What could not be applied waits for an officer.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    provider = models.CharField(_("ngân hàng"), max_length=32)
    key = models.CharField(_("mã tin"), max_length=80)
    kind = models.CharField(_("nội dung"), max_length=10, choices=CallKind.choices, blank=True)
    outcome = models.CharField(_("kết quả"), max_length=14, choices=CallOutcome.choices)
    reference = models.CharField(_("mã nộp tiền"), max_length=40, blank=True)
    amount_vnd = models.BigIntegerField(_("số tiền (đồng)"), default=0)
    bank_reference = models.CharField(_("mã giao dịch ngân hàng"), max_length=64, blank=True)
    occurred_at = models.DateTimeField(_("xảy ra lúc"), null=True, blank=True)
    first_at = models.DateTimeField(_("đến lúc"))
    last_at = models.DateTimeField(_("đến lần cuối lúc"))
    times = models.PositiveIntegerField(_("số lần báo"), default=1)
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="calls", null=True, blank=True
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="calls", null=True, blank=True
    )
    bill = models.ForeignKey(
        JointBill, on_delete=models.PROTECT, related_name="calls", null=True, blank=True
    )
    agency = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    handled_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    handled_by = models.UUIDField(_("người xử lý"), null=True, blank=True)
    handled_by_name = models.CharField(max_length=200, blank=True)
    handling = models.TextField(_("cách xử lý"), blank=True)

    class Meta:
        verbose_name = _("tin của ngân hàng")
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="dossiers_bank_call_once")
        ]
        indexes = [models.Index(fields=["agency", "-first_at", "-id"], name="dossiers_bank_calls")]

    def __str__(self) -> str:
        return self.key


class BankStatement(models.Model):
    """One reading of a day's statement: fetched from the bank or brought as a spreadsheet."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(_("ngân hàng"), max_length=32)
    account_number = models.CharField(_("số tài khoản"), max_length=19)
    day = models.DateField(_("ngày"))
    is_uploaded = models.BooleanField(_("nhập từ bảng tính"), default=False)
    asked_by = models.UUIDField(_("người lấy"), null=True, blank=True)
    asked_at = models.DateTimeField(_("lấy lúc"))
    read_at = models.DateTimeField(_("đọc xong lúc"), null=True, blank=True)
    problem = models.CharField(max_length=16, blank=True)
    lines = models.PositiveIntegerField(_("số dòng"), default=0)
    total_vnd = models.BigIntegerField(_("tổng tiền (đồng)"), default=0)
    differences = models.PositiveIntegerField(_("số chênh lệch"), default=0)

    class Meta:
        verbose_name = _("sao kê")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["agency", "-day", "-id"], name="dossiers_statements")]

    def __str__(self) -> str:
        return f"{self.account_number} {self.day}"


class StatementLine(models.Model):
    """One line of a day, both sides beside each other; a later reading renews it by its key."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("ngày"))
    key = models.CharField(_("khóa dòng"), max_length=80)
    outcome = models.CharField(_("đối chiếu"), max_length=14, choices=LineOutcome.choices)
    reference = models.CharField(_("mã nộp tiền"), max_length=40, blank=True)
    bank_reference = models.CharField(_("mã giao dịch ngân hàng"), max_length=64, blank=True)
    bank_vnd = models.BigIntegerField(_("ngân hàng (đồng)"), null=True, blank=True)
    ours_vnd = models.BigIntegerField(_("hệ thống (đồng)"), null=True, blank=True)
    charge = models.ForeignKey(
        Charge, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    compared_at = models.DateTimeField(_("đối chiếu lúc"))
    handled_at = models.DateTimeField(_("xử lý lúc"), null=True, blank=True)
    handled_by = models.UUIDField(_("người xử lý"), null=True, blank=True)
    handled_by_name = models.CharField(max_length=200, blank=True)
    handling = models.TextField(_("cách xử lý"), blank=True)

    class Meta:
        verbose_name = _("dòng đối chiếu")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "day", "key"], name="dossiers_statement_line_once"
            )
        ]
        indexes = [models.Index(fields=["agency", "-day", "-id"], name="dossiers_statement_lines")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_difference(self) -> bool:
        """Whether the two sides say different things."""
        return self.outcome != LineOutcome.MATCHED

    @property
    def other_day(self) -> date | None:
        """The day we heard of it, when that is not the bank's."""
        if self.payment is None or self.payment.paid_at is None:
            return None
        heard = timezone.localdate(self.payment.paid_at)
        return heard if heard != self.day else None
