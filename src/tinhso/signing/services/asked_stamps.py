"""Time-stamps of a service outside (RFC 3161): asked within bounds, believed when proved."""

import asyncio
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import randbits
from typing import Final

from asn1crypto import cms, tsp
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import DomainError
from tinhso.signing import asked_web
from tinhso.signing.checking.report import Reason
from tinhso.signing.checking.stamps import StampState, check_stamp
from tinhso.signing.checking.trust import Trust
from tinhso.signing.formats.der import parts
from tinhso.signing.formats.stamping import DirectTimeStamper
from tinhso.signing.services.clock import stampable_now
from tinhso.signing.services.resting import is_resting, note_answer, note_silence
from tinhso.signing.wording import DOUBTED_STAMPS

LONGEST_ANSWER: Final = 100_000
GRANTED: Final = frozenset({"granted", "granted_with_mods"})
READ_FAULTS: Final = (ValueError, KeyError, TypeError, AttributeError)


class StampTrouble(StrEnum):
    """Why a service's time-stamp is not used."""

    SILENT = "silent"
    RESTING = "resting"
    REFUSED = "refused"
    GARBAGE = "garbage"
    NOT_TRUSTED = "not_trusted"
    WRONG_TIME = "wrong_time"
    NO_EVIDENCE = "no_evidence"


SAID: Final[dict[StampTrouble, Promise]] = {
    StampTrouble.SILENT: _("Dịch vụ dấu thời gian không trả lời kịp nên chưa ký; hãy thử lại sau."),
    StampTrouble.RESTING: _(
        "Dịch vụ dấu thời gian vừa không trả lời nhiều lần nên tạm thời không hỏi nữa; "
        "tệp này chưa ký, hãy thử lại sau vài phút."
    ),
    StampTrouble.NO_EVIDENCE: _(
        "Chưa có danh sách thu hồi hoặc câu trả lời OCSP của dịch vụ dấu thời gian, nên chữ ký mức "
        "B-LT trở lên sẽ không tự chứng minh được; chưa ký, hãy báo quản trị."
    ),
    StampTrouble.REFUSED: _("Dịch vụ dấu thời gian từ chối nên chưa ký; hãy báo quản trị."),
    StampTrouble.GARBAGE: _(
        "Dịch vụ dấu thời gian trả lời không đúng yêu cầu nên chưa ký; hãy báo quản trị."
    ),
    StampTrouble.NOT_TRUSTED: _(
        "Dấu thời gian nhận được không tin được nên chưa ký; hãy báo quản trị."
    ),
    StampTrouble.WRONG_TIME: _(
        "Dịch vụ dấu thời gian báo giờ lệch với đồng hồ ở đây nên chưa ký; hãy báo quản trị."
    ),
}


class StampRefused(DomainError):
    """The time-stamp service gave nothing that goes into a file."""

    code = "signing.stamp_refused"
    status = 503

    def __init__(self, trouble: StampTrouble, reason: Reason | None = None) -> None:
        """Say why; of a token that is not believed also what stands against its service."""
        said = [SAID[trouble]] if reason is None else [SAID[trouble], DOUBTED_STAMPS[reason]]
        super().__init__(" ".join(str(one) for one in said))
        self.trouble = trouble


class AskedTimeStamper(DirectTimeStamper):
    """Asks the service that `TINHSO_TSA_URL` names; no word of it is believed unproved."""

    def __init__(self, trust: Trust) -> None:
        """Take whom the house trusts."""
        super().__init__()
        self._trust = trust

    def token(self, digest: bytes, name: str) -> bytes:
        """Return the token (DER) over a digest; raises `StampRefused`."""
        imprint = {"hash_algorithm": {"algorithm": name}, "hashed_message": digest}
        asked = tsp.TimeStampReq(
            {
                "version": 1,
                "message_imprint": imprint,
                "nonce": randbits(63),
                "cert_req": True,
            }
        )
        return self._asked(asked, stampable_now())

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the answer to a request of the general library, looked at like any other."""
        # What looks at the answer begins loops of its own, so it does it in a thread of its own.
        token = await asyncio.to_thread(self._asked, req, stampable_now())
        granted = tsp.PKIStatusInfo({"status": "granted"})
        return tsp.TimeStampResp(
            {"status": granted, "time_stamp_token": cms.ContentInfo.load(token)}
        )

    def _asked(self, asked: tsp.TimeStampReq, now: datetime) -> bytes:
        """Return the token when it is over what was asked, trusted, and of this very time."""
        token, imprint = _token_for(asked), asked["message_imprint"]
        name = imprint["hash_algorithm"]["algorithm"].native
        digest, nonce = imprint["hashed_message"].native, asked["nonce"].native
        try:
            info = cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
            fits = info["nonce"].native == nonce
        except READ_FAULTS:
            raise StampRefused(StampTrouble.GARBAGE) from None
        stamped = check_stamp(token, lambda used: digest if used == name else b"", self._trust)
        if not fits or stamped.state is StampState.BROKEN:
            raise StampRefused(StampTrouble.GARBAGE)
        if stamped.state is not StampState.PROVED or stamped.at is None:
            raise StampRefused(StampTrouble.NOT_TRUSTED, stamped.reason)
        if _apart(stamped.at, now):
            raise StampRefused(StampTrouble.WRONG_TIME)
        return token


def _token_for(asked: tsp.TimeStampReq) -> bytes:
    """Return the token that the service grants, not yet looked at."""
    answer = _posted(asked.dump())
    try:
        status, *granted = parts(answer)
        state = tsp.PKIStatusInfo.load(status)["status"].native
    except READ_FAULTS:
        raise StampRefused(StampTrouble.GARBAGE) from None
    if state not in GRANTED:
        raise StampRefused(StampTrouble.REFUSED)
    if len(granted) != 1:
        raise StampRefused(StampTrouble.GARBAGE)
    return granted[0]


def _apart(one: datetime, other: datetime) -> bool:
    return abs(one - other) > timedelta(seconds=settings.TINHSO_TSA_MOST_SECONDS)


def _posted(asked: bytes) -> bytes:
    """Ask, and read an answer of bounded length within bounded time; not one that is silent."""
    url: str = settings.TINHSO_TSA_URL
    if is_resting(url):
        raise StampRefused(StampTrouble.RESTING)
    try:
        status, read = asked_web.asked(
            url,
            seconds=settings.TINHSO_TSA_SECONDS,
            longest=LONGEST_ANSWER,
            data=asked,
            kind="application/timestamp-query",
        )
    except asked_web.Unanswered:
        note_silence(url)
        raise StampRefused(StampTrouble.SILENT) from None
    note_answer(url)
    if status in {401, 403, 429}:
        raise StampRefused(StampTrouble.REFUSED)
    if status != 200 or len(read) > LONGEST_ANSWER:
        raise StampRefused(StampTrouble.GARBAGE)
    return read
