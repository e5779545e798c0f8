"""A council's sitting: who is invited, which dossiers are put before it, how they voted."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.models.work import Consultation
from tinhso.dossiers.rules.council import CouncilState, SeatReply, SeatRole, Vote
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.db.folding import having


class CouncilQuerySet(models.QuerySet["CouncilSitting"]):
    """Named filters of sittings."""

    def visible_to(self, actor: Actor) -> Self:
        """Show the unit that called it, leaders of its agency, and each invited member."""
        if actor.kind is ActorKind.SYSTEM:
            return self
        if actor.id is None or not actor.is_official:
            return self.none()
        ids: dict[str, set[int]] = {"u": set(), "a": set(), "o": set()}
        for key in actor.sight_keys:
            sign, _colon, pk = key.partition(":")
            if sign in ids:
                ids[sign].add(int(pk))
        seated = CouncilSeat.objects.filter(sitting=models.OuterRef("pk"), account=actor.id)
        return self.filter(
            models.Exists(seated)
            | models.Q(unit_id__in=ids["u"])
            | models.Q(agency_id__in=ids["a"] | ids["o"])
        )

    def with_words(self, words: str) -> Self:
        """Find by the name of the council, the place or the number of the minutes."""
        return self.filter(having(words, "name", "place", "number"))


class CouncilSitting(models.Model):
    """One meeting of a council or of a village over dossiers of one procedure."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agency = models.ForeignKey("organization.Agency", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organization.Unit", on_delete=models.PROTECT, related_name="+")
    procedure_version = models.ForeignKey(
        "procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+"
    )
    procedure_code = models.CharField(_("thủ tục"), max_length=16)
    name = models.CharField(_("hội đồng, cuộc họp"), max_length=200)
    at = models.DateTimeField(_("thời gian"))
    place = models.CharField(_("địa điểm"), max_length=300)
    content = models.TextField(_("nội dung"), blank=True)
    state = models.CharField(
        _("tình trạng"),
        max_length=12,
        choices=CouncilState.choices,
        default=CouncilState.CALLED,
    )
    called_by = models.UUIDField(_("thư ký"))
    called_by_name = models.CharField(max_length=200, blank=True)
    called_at = models.DateTimeField(_("mời lúc"))
    reason = models.CharField(_("lý do dời hoặc hủy"), max_length=300, blank=True)
    held_at = models.DateTimeField(_("họp xong lúc"), null=True, blank=True)
    minutes = models.TextField(_("diễn biến"), blank=True)
    notice_until = models.DateField(_("niêm yết đến hết ngày"), null=True, blank=True)
    item = models.UUIDField(_("việc trình ký"), null=True, blank=True)
    signed_at = models.DateTimeField(_("ký biên bản lúc"), null=True, blank=True)
    number = models.CharField(_("số biên bản"), max_length=120, blank=True)
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("lần sửa"), default=1)

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên họp hội đồng")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["agency", "-at"], name="dossiers_council_agency"),
            models.Index(fields=["unit", "-at"], name="dossiers_council_unit"),
        ]

    def __str__(self) -> str:
        return self.number or self.name


class CouncilSeat(models.Model):
    """One member of a sitting; officials have an account, people of the village need none."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(CouncilSitting, on_delete=models.CASCADE, related_name="seats")
    order = models.PositiveSmallIntegerField(_("thứ tự"))
    role = models.CharField(_("vai trò"), max_length=12, choices=SeatRole.choices)
    name = models.CharField(_("họ tên"), max_length=200)
    title = models.CharField(_("chức danh"), max_length=200, blank=True)
    account = models.UUIDField(_("tài khoản"), null=True, blank=True, db_index=True)
    reply = models.CharField(_("trả lời"), max_length=12, choices=SeatReply.choices, blank=True)
    replied_at = models.DateTimeField(_("trả lời lúc"), null=True, blank=True)
    attended = models.BooleanField(_("có mặt"), null=True, blank=True)

    class Meta:
        verbose_name = _("thành viên hội đồng")
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "order"], name="dossiers_seat_order"),
            models.UniqueConstraint(
                fields=["sitting", "account"],
                condition=models.Q(account__isnull=False),
                name="dossiers_seat_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CouncilCase(models.Model):
    """One dossier put before a sitting: the question is the consultation it answers."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sitting = models.ForeignKey(CouncilSitting, on_delete=models.PROTECT, related_name="cases")
    consultation = models.OneToOneField(
        Consultation, on_delete=models.PROTECT, related_name="council_case"
    )
    opinion = models.CharField(
        _("kết luận"), max_length=12, blank=True, choices=Consultation.OPINIONS
    )
    conditions = models.TextField(_("điều kiện, ý kiến kèm theo"), blank=True)

    class Meta:
        verbose_name = _("hồ sơ đưa ra hội đồng")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.uid)


class CouncilVote(models.Model):
    """What one member said to one dossier."""

    case = models.ForeignKey(CouncilCase, on_delete=models.CASCADE, related_name="votes")
    seat = models.ForeignKey(CouncilSeat, on_delete=models.CASCADE, related_name="votes")
    vote = models.CharField(_("biểu quyết"), max_length=8, choices=Vote.choices)

    class Meta:
        verbose_name = _("phiếu của thành viên")
        constraints = [models.UniqueConstraint(fields=["case", "seat"], name="dossiers_vote_once")]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.vote}"
