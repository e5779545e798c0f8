"""What an agency took in for another, or had the post take in, in a month: settled or not yet."""

from collections.abc import Collection
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.rules.settlement import SettlementState, Sums
from tinhso.kernel.actors import Actor, ActorKind


class FeeSettlementQuerySet(models.QuerySet["FeeSettlement"]):
    """Named filters of settlements."""

    def visible_to(self, actor: Actor, *, before: Collection[int] = ()) -> Self:
        """Show both sides theirs; the other side only what was sent to it.

        `before` are the ended agencies for which the actor's agency answers since a merger.
        """
        if actor.kind is ActorKind.SYSTEM:
            return self
        if not actor.is_official or actor.agency_id is None:
            return self.none()
        agencies = {actor.agency_id, *before}
        own = Q(collector_id__in=agencies)
        told = Q(owner_id__in=agencies) & ~Q(state=SettlementState.DRAFT)
        return self.filter(own | told)


class FeeSettlement(models.Model):
    """The fees of one month that one agency took in for another's procedures.

    Without an `owner` it is what the public post took in for the collecting agency.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    collector = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        "organization.Agency", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField(_("năm"))
    month = models.PositiveSmallIntegerField(_("tháng quyết toán"))
    state = models.CharField(
        _("tình trạng"),
        max_length=8,
        choices=SettlementState.choices,
        default=SettlementState.DRAFT,
    )
    number = models.CharField(_("số bảng"), max_length=64, blank=True)
    sums = models.JSONField(_("số liệu"), default=dict)
    net_vnd = models.BigIntegerField(_("số tiền (đồng)"), default=0)
    document = models.CharField(_("chứng từ chuyển tiền"), max_length=100, blank=True)
    made_at = models.DateTimeField(_("lập lúc"))
    sent_at = models.DateTimeField(_("gửi bảng lúc"), null=True, blank=True)
    sent_by = models.UUIDField(_("người gửi"), null=True, blank=True)
    sent_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    answered_by = models.UUIDField(_("người trả lời"), null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(_("vì sao chưa thống nhất"), blank=True)

    objects = FeeSettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("bảng quyết toán phí, lệ phí")
        ordering = ["-year", "-month", "id"]
        indexes = [models.Index(fields=["collector", "year", "month"], name="dossiers_settled")]
        constraints = [
            models.UniqueConstraint(
                fields=["collector", "owner", "year", "month"],
                name="dossiers_settled_once",
            ),
            models.UniqueConstraint(
                fields=["collector", "year", "month"],
                condition=Q(owner__isnull=True),
                name="dossiers_settled_with_post_once",
            ),
            models.CheckConstraint(
                name="dossiers_settled_with_another",
                condition=Q(owner__isnull=True) | ~Q(owner=models.F("collector")),
            ),
            models.CheckConstraint(
                name="dossiers_dispute_has_reason",
                condition=~Q(state="disputed") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.uid)

    @property
    def kept(self) -> Sums:
        """Return the sums as they were sent, or last counted."""
        return Sums.from_data(self.sums)

    @property
    def is_with_post(self) -> bool:
        """Tell whether the other side is the public post."""
        return self.owner_id is None
