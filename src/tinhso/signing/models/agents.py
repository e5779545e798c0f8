"""Agents: programs on officials' own computers, the keys there, and what they are asked to sign."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.db.ids import uuid7
from tinhso.kernel.db.secrets import EncryptedTextField
from tinhso.signing.pdf.laid import Laid
from tinhso.signing.rules import (
    AWAY_AFTER,
    FINISHED_WITHIN,
    OPEN_TURNS,
    PaperState,
    TurnKind,
    TurnState,
)


class SigningAgentQuerySet(models.QuerySet["SigningAgent"]):
    """Named filters of agents."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the actor's own: nobody lends his computer."""
        if actor.id is None:
            return self.none()
        return self.filter(account_uid=actor.id, ended_at=None)

    def offered(self, now: datetime) -> Self:
        """Keep places for a computer whose code can still be typed there."""
        return self.filter(joined_at=None, ended_at=None, code_until__gt=now)

    def in_use(self) -> Self:
        """Keep those that their person has accepted."""
        return self.filter(ended_at=None, accepted_at__isnull=False)


class SigningAgent(models.Model):
    """A program on an official's own computer: offered, joined by its code, accepted by him."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    name = models.CharField(_("tên máy"), max_length=100, blank=True)
    code = EncryptedTextField(_("mã ghép"), blank=True, default="")
    code_hash = models.CharField(_("dấu của mã ghép"), max_length=64, blank=True, db_index=True)
    code_until = models.DateTimeField(_("mã ghép dùng đến"))
    token_hash = models.CharField(_("dấu của khóa truy cập"), max_length=64, blank=True)
    check_number = models.CharField(_("số đối chiếu"), max_length=12, blank=True)
    joined_at = models.DateTimeField(_("lúc máy nối"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("lúc chấp nhận"), null=True, blank=True)
    seen_at = models.DateTimeField(_("thấy lần cuối"), null=True, blank=True)
    ended_at = models.DateTimeField(_("lúc bỏ ghép"), null=True, blank=True)

    objects = SigningAgentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="signing_agent_token"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.uid)

    @property
    def is_near(self) -> bool:
        """Tell whether it was heard of just now."""
        return self.seen_at is not None and timezone.now() - self.seen_at < AWAY_AFTER


class AgentKey(models.Model):
    """A key on a person's own device, as his agent showed it; the key itself is never seen."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    agent = models.ForeignKey(SigningAgent, on_delete=models.PROTECT, related_name="keys")
    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    device = models.CharField(_("số thiết bị"), max_length=64)
    place = models.CharField(_("mã khóa trên thiết bị"), max_length=64)
    public = models.TextField(_("khóa công khai"))
    fingerprint = models.CharField(_("dấu vân tay của khóa"), max_length=64, unique=True)
    kind = models.CharField(_("loại khóa"), max_length=16)
    shown = models.TextField(_("chứng thư có sẵn trên thiết bị"), blank=True)
    asked_at = models.DateTimeField(_("lúc gửi lên"))
    declined_at = models.DateTimeField(_("lúc từ chối"), null=True, blank=True)
    certificate = models.OneToOneField(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    def __str__(self) -> str:
        return self.fingerprint

    @property
    def reference(self) -> str:
        """Return how a certificate refers to this key."""
        return self.uid.hex

    @property
    def fingerprint_text(self) -> str:
        """Return the fingerprint's beginning as people read it to each other."""
        shown = self.fingerprint[:24].upper()
        return " ".join(shown[at : at + 4] for at in range(0, len(shown), 4))


class AgentTurnQuerySet(models.QuerySet["AgentTurn"]):
    """Named filters of turns."""

    def visible_to(self, actor: Actor) -> Self:
        """Keep the actor's own."""
        return self.none() if actor.id is None else self.filter(account_uid=actor.id)

    def open_now(self) -> Self:
        """Keep those that an agent may still answer."""
        return self.filter(state__in=OPEN_TURNS, expires_at__gt=timezone.now())


class AgentTurn(models.Model):
    """Papers that one person confirmed and that his own computer is asked to sign, once."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    account_uid = models.UUIDField(_("tài khoản"), db_index=True)
    key = models.ForeignKey(AgentKey, on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey(
        "signing.Certificate", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(
        _("việc"), max_length=16, choices=TurnKind.choices, default=TurnKind.QUEUE
    )
    batch = models.ForeignKey(
        "signing.SigningBatch",
        on_delete=models.PROTECT,
        related_name="turns",
        null=True,
        blank=True,
    )
    whole = models.PositiveIntegerField(_("số văn bản cả lượt"), default=0)
    state = models.CharField(
        _("tình trạng"), max_length=16, choices=TurnState.choices, default=TurnState.WAITING
    )
    language = models.CharField(_("ngôn ngữ"), max_length=8)
    said = models.CharField(_("lời của máy ký"), max_length=400, blank=True)
    asked_at = models.DateTimeField(_("lúc hỏi"))
    expires_at = models.DateTimeField(_("hết hạn"))
    ended_at = models.DateTimeField(_("lúc xong"), null=True, blank=True)

    objects = AgentTurnQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["key", "state", "expires_at"], name="signing_agent_asked")]

    def __str__(self) -> str:
        return f"{self.state} {self.uid}"

    def get_absolute_url(self) -> str:
        """Return where the person waits for his computer."""
        return reverse("signing:agent_turn", args=[self.uid])

    @property
    def is_open(self) -> bool:
        """Tell whether the agent may still answer."""
        return self.state in OPEN_TURNS and timezone.now() < self.expires_at

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come, also when its time or its process ended."""
        if self.state == TurnState.SIGNING:
            return timezone.now() >= self.over_at
        return not self.is_open

    @property
    def over_at(self) -> datetime:
        """Return when nothing more can come of it, unless its agent goes on."""
        return self.expires_at + FINISHED_WITHIN

    @property
    def is_late(self) -> bool:
        """Tell whether its time ended without an answer."""
        return self.state in OPEN_TURNS and not self.is_open


class AgentPaper(models.Model):
    """One paper of a turn: laid out, what the key is to sign, and what became of it."""

    uid = models.UUIDField(_("định danh"), default=uuid7, unique=True, editable=False)
    turn = models.ForeignKey(AgentTurn, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    item_uid = models.UUIDField(_("văn bản trình hoặc tệp"))
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("tên văn bản"), max_length=1200)
    sha256 = models.CharField(_("dấu băm"), max_length=64)
    algorithm = models.CharField(_("thuật toán"), max_length=32, blank=True)
    to_sign = models.BinaryField(_("nội dung để ký"), default=bytes)
    first = models.BinaryField(_("phần trước chữ ký"), default=bytes)
    rest = models.BinaryField(_("phần sau chữ ký"), default=bytes)
    room = models.PositiveIntegerField(_("chỗ cho chữ ký"), default=0)
    digest = models.BinaryField(_("dấu băm để ký"), default=bytes)
    state = models.CharField(
        _("kết quả"), max_length=16, choices=PaperState.choices, default=PaperState.WAITING
    )
    code = models.CharField(_("mã lý do"), max_length=64, blank=True)
    message = models.CharField(_("vì sao"), max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn", "position"], name="signing_agent_paper_once")
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.title}"

    @property
    def laid(self) -> Laid:
        """Return the paper as it was laid out."""
        return Laid(bytes(self.first), bytes(self.rest), self.room, bytes(self.digest))
