"""What the house offered to do, or did, before the person asked."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.models.drafts import Draft
from tinhso.dossiers.models.papers import Result
from tinhso.dossiers.rules.proactive import OPEN, Cause, OfferState
from tinhso.kernel.actors import Actor
from tinhso.kernel.db.secrets import EncryptedTextField


class OfferQuerySet(models.QuerySet["ProactiveOffer"]):
    """Named filters; every list shown to a person starts with `visible_to`."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep what is for the actor himself or for whom he represents."""
        held = {key.partition(":")[2] for key in actor.sight_keys if key.startswith("p:")}
        ids = {int(pk) for pk in held if pk.isdecimal()}
        if actor.person_id is not None:
            ids.add(actor.person_id)
        return self.filter(person_id__in=ids)

    def open(self) -> Self:
        """Keep what the person may still answer."""
        return self.filter(state__in=[str(state) for state in OPEN])


class ProactiveOffer(models.Model):
    """One thing foreseen for one person: why, what was done, what he answered."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    person_masked = models.CharField(_("người được phục vụ, đã che"), max_length=200)
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+"
    )
    procedure_code = models.CharField(_("mã thủ tục"), max_length=16)
    agency_id = models.BigIntegerField(_("cơ quan giải quyết"))
    cause = models.CharField(_("vì sao"), max_length=8, choices=Cause.choices)
    source = models.ForeignKey(
        Result, verbose_name=_("kết quả làm căn cứ"), on_delete=models.PROTECT, related_name="+"
    )
    expires_on = models.DateField(_("hết hạn ngày"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(_("mức độ chủ động"))
    asked_level = models.PositiveSmallIntegerField(_("mức độ thủ tục cho phép"))
    state = models.CharField(_("tình trạng"), max_length=12, choices=OfferState.choices)
    option = models.CharField(_("phương án gợi ý"), max_length=40, blank=True)
    answers = EncryptedTextField(_("nội dung soạn sẵn"), default="{}")
    missing = models.JSONField(_("chỗ còn thiếu"), default=list)
    before = EncryptedTextField(_("tình trạng trước khi tự làm"), default="{}")
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="offers", null=True, blank=True
    )
    offered_at = models.DateTimeField(_("đề nghị lúc"))
    answer_until = models.DateTimeField(_("trả lời trước"), null=True, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answered_by = models.UUIDField(_("người trả lời"), null=True, blank=True)
    reason = EncryptedTextField(_("lời người được phục vụ"), blank=True, default="")

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("dịch vụ chủ động")
        indexes = [
            models.Index(fields=["person", "-offered_at"], name="dossiers_offer_person"),
            models.Index(fields=["agency_id", "-offered_at", "-id"], name="dossiers_offer_agency"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "procedure_code", "cause"], name="dossiers_offered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure_code} {self.state}"

    @property
    def is_open(self) -> bool:
        """Tell whether the person may still answer."""
        return self.state in OPEN
