"""The people in a dossier, and those of its answers that are searched."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.kernel.db.secrets import EncryptedTextField


class PartyRole(models.TextChoices):
    """Who a person is in a dossier."""

    OWNER = "owner", _("Chủ hồ sơ")
    SUBMITTER = "submitter", _("Người nộp")
    REPRESENTATIVE = "representative", _("Người đại diện")
    SUBJECT = "subject", _("Người được làm thủ tục")


class PartyKind(models.TextChoices):
    """LoaiDoiTuong of the national messages."""

    CITIZEN = "citizen", _("Công dân")
    BUSINESS = "business", _("Doanh nghiệp")
    AGENCY = "agency", _("Cơ quan nhà nước")
    ORGANIZATION = "organization", _("Tổ chức khác")


class Party(models.Model):
    """A person or organisation in a dossier: encrypted, masked for lists, found by keyed hash."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="parties", db_index=False
    )
    role = models.CharField(_("vai"), max_length=16, choices=PartyRole.choices)
    kind = models.CharField(
        _("loại"), max_length=16, choices=PartyKind.choices, default=PartyKind.CITIZEN
    )
    person = models.ForeignKey(
        "identity.Person",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    name = EncryptedTextField(_("họ tên"))
    name_masked = models.CharField(_("họ tên đã che"), max_length=200)
    identity_number = EncryptedTextField(_("số định danh"), blank=True, default="")
    identity_masked = models.CharField(_("số định danh đã che"), max_length=40, blank=True)
    identity_hash = models.CharField(_("dấu số định danh"), max_length=64, blank=True)
    phone = EncryptedTextField(_("điện thoại"), blank=True, default="")
    phone_hash = models.CharField(_("dấu điện thoại"), max_length=64, blank=True)
    email = EncryptedTextField(_("thư điện tử"), blank=True, default="")
    address = EncryptedTextField(_("địa chỉ"), blank=True, default="")
    birth = EncryptedTextField(_("ngày sinh"), blank=True, default="")
    proof = EncryptedTextField(_("giấy ủy quyền"), blank=True, default="")
    ended_at = models.DateTimeField(_("thôi làm thay từ"), null=True, blank=True)
    """Since when who filed for another has no more say in it: his authority was taken back."""

    class Meta:
        verbose_name = _("người trong hồ sơ")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "role"], name="dossiers_party_role_once")
        ]
        indexes = [
            models.Index(fields=["identity_hash"], name="dossiers_party_identity"),
            models.Index(fields=["phone_hash"], name="dossiers_party_phone"),
            models.Index(fields=["person", "-dossier"], name="dossiers_party_person"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name_masked}"


class IndexedAnswer(models.Model):
    """One searched answer in its own type, so that lists can filter and sort by it."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="indexed", db_index=False
    )
    key = models.CharField(_("khóa"), max_length=64)
    text = models.CharField(_("chữ"), max_length=200, blank=True)
    number = models.DecimalField(_("số"), max_digits=18, decimal_places=4, null=True, blank=True)
    day = models.DateField(_("ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("câu trả lời để tìm")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "key"], name="dossiers_answer_once")
        ]
        indexes = [
            models.Index(fields=["key", "text"], name="dossiers_answer_text"),
            models.Index(fields=["key", "number"], name="dossiers_answer_number"),
            models.Index(fields=["key", "day"], name="dossiers_answer_day"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def value(self) -> "str | date | object":
        """The answer in its type."""
        return self.day or (self.number if self.number is not None else self.text)
