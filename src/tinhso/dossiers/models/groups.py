"""A list of dossiers that a business files at once from a spreadsheet."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.rules.groups import GroupState
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.secrets import EncryptedTextField


class GroupFilingQuerySet(models.QuerySet["GroupFiling"]):
    """Named filters of group filings."""

    def visible_to(self, actor: Actor) -> Self:
        """Show a business its own."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        if actor.person_id is None:
            return self.none()
        return self.filter(person_id=actor.person_id)


class GroupFiling(models.Model):
    """One list: which procedure, where, whose, and how far it has come."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    account = models.UUIDField(_("tài khoản nộp"))
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=GroupState.choices, default=GroupState.DRAFT
    )
    made_at = models.DateTimeField(_("lập lúc"))
    confirmed_at = models.DateTimeField(_("xác nhận nộp lúc"), null=True, blank=True)
    done_at = models.DateTimeField(_("nộp xong lúc"), null=True, blank=True)

    objects = GroupFilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("danh sách nộp")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["person", "-made_at"], name="dossiers_group_person")]

    def __str__(self) -> str:
        return str(self.uid)


class GroupRow(models.Model):
    """One line of the spreadsheet as it was typed, what is wrong in it, the dossier it became."""

    group = models.ForeignKey(
        GroupFiling, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField(_("dòng"))
    token = models.UUIDField(_("khóa nộp"), default=uuid4, unique=True)
    texts = EncryptedTextField(_("các ô như đã gõ"))
    errors = EncryptedTextField(_("chỗ sai"), blank=True, default="{}")
    merged = models.JSONField(_("cột có ô bị gộp"), default=list)
    is_sound = models.BooleanField(_("không có chỗ sai"), default=False)
    refused = models.TextField(_("vì sao không nộp được"), blank=True)
    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="group_row", null=True, blank=True
    )

    class Meta:
        verbose_name = _("dòng của danh sách nộp")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["group", "line"], name="dossiers_group_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.line}"


class GroupPaper(models.Model):
    """A paper that goes into every dossier of the list."""

    group = models.ForeignKey(
        GroupFiling, on_delete=models.CASCADE, related_name="papers", db_index=False
    )
    component_key = models.CharField(_("thành phần"), max_length=64)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("giấy tờ chung của danh sách nộp")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "component_key"], name="dossiers_group_paper_once"
            )
        ]

    def __str__(self) -> str:
        return self.component_key


class RowPaper(models.Model):
    """A paper of one row alone; without a line its name fits no row, and somebody says which."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        GroupFiling, on_delete=models.CASCADE, related_name="row_papers", db_index=False
    )
    component_key = models.CharField(_("thành phần"), max_length=64)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tên tệp đã gửi"), max_length=200)
    line = models.PositiveIntegerField(_("dòng"), null=True, blank=True)

    class Meta:
        verbose_name = _("giấy tờ riêng của một dòng")
        ordering = ["line", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "component_key", "name"], name="dossiers_row_paper_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
