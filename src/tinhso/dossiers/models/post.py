"""What the post or a hired service carries: dossiers to the desk, results on a list both sign."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.dossier import Dossier
from tinhso.dossiers.models.queueing import OfAgencyQuerySet
from tinhso.dossiers.rules.post import OPEN_ITEMS, Carrier, ItemState
from tinhso.kernel.db.secrets import EncryptedTextField


class PostWish(models.Model):
    """An applicant wants his paper result sent: where to. Taken back, it is gone."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="post_wish")
    address = EncryptedTextField(_("địa chỉ nhận"))
    asked_at = models.DateTimeField(_("đăng ký lúc"))
    asked_by = models.UUIDField(_("người đăng ký"), null=True, blank=True)

    class Meta:
        verbose_name = _("đăng ký nhận qua bưu chính")

    def __str__(self) -> str:
        return str(self.dossier_id)


class Arrival(models.Model):
    """Who brought a dossier to the desk in its owner's stead, and under which number."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="arrival")
    kind = models.CharField(_("hình thức gửi"), max_length=8, choices=Carrier.choices)
    carrier = models.CharField(_("đơn vị chuyển"), max_length=120, blank=True)
    tracking = models.CharField(_("số bưu gửi"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("hồ sơ gửi đến")

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.get_kind_display(), self.carrier, self.tracking]))


class PostListQuerySet(OfAgencyQuerySet["PostList"]):
    """Lists of an agency's desks."""


class PostList(models.Model):
    """What one desk gives to a carrier at one time, numbered, signed by who gives and who takes."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("số danh sách"), max_length=64)
    kind = models.CharField(_("hình thức gửi"), max_length=8, choices=Carrier.choices)
    carrier = models.CharField(_("đơn vị chuyển"), max_length=120)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.UUIDField(_("người lập"), null=True, blank=True)
    made_by_name = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(_("giao lúc"), null=True, blank=True)
    handed_by_name = models.CharField(_("người giao"), max_length=200, blank=True)
    taken_by = models.CharField(_("người nhận của bên chuyển"), max_length=200, blank=True)

    objects = PostListQuerySet.as_manager()

    class Meta:
        verbose_name = _("danh sách giao bưu chính")
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["agency", "-made_at"], name="dossiers_post_list_day")]

    def __str__(self) -> str:
        return self.number


class PostItem(models.Model):
    """One result in a list: under which tracked number, where it goes, how it went."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    post_list = models.ForeignKey(PostList, on_delete=models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="post_items")
    number = models.PositiveSmallIntegerField(_("số thứ tự"))
    tracking = models.CharField(_("số bưu gửi"), max_length=40)
    address = EncryptedTextField(_("địa chỉ nhận"), blank=True, default="")
    state = models.CharField(
        _("tình trạng"), max_length=10, choices=ItemState.choices, default=ItemState.LISTED
    )
    settled_at = models.DateTimeField(_("phát hoặc chuyển hoàn lúc"), null=True, blank=True)
    reason = models.CharField(_("lý do không phát được"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("bưu gửi")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["post_list", "number"], name="dossiers_post_number"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=Q(state__in=sorted(OPEN_ITEMS)),
                name="dossiers_post_once_on_way",
            ),
            models.UniqueConstraint(fields=["tracking"], name="dossiers_post_tracking_once"),
        ]

    def __str__(self) -> str:
        return self.tracking

    @property
    def is_called_back(self) -> bool:
        """Tell whether a carrier is to bring it back and has not said what came of it."""
        return self.state == ItemState.RECALLED and not self.never_left

    @property
    def never_left(self) -> bool:
        """Tell whether it was taken off its list before the carrier came."""
        return self.state == ItemState.RECALLED and self.settled_at is not None
