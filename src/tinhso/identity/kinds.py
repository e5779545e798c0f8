"""What this room tells people: kinds of notices, their words in both languages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import (
    Kind,
    Topic,
    Urgency,
    notification_kinds,
    topics,
)

RECOVERY: Final = Kind(
    code="identity.recovery",
    label=_("Đường dẫn đặt lại mật khẩu"),
    audience="everybody",
    urgency=Urgency.URGENT,
    title={"vi": "Đặt lại mật khẩu", "en": "Set a new password"},
    body={
        "vi": "Ai đó, có lẽ là bạn, đã xin đặt lại mật khẩu. Mở đường dẫn dưới đây trong 30 phút."
        " Nếu không phải bạn, hãy bỏ qua thư này: mật khẩu không đổi.",
        "en": "Somebody, probably you, asked for a new password. Open the link below within 30"
        " minutes. If it was not you, ignore this letter: your password stays as it is.",
    },
)
"""Goes to the mailbox only: in the inbox of the page, whoever sits at an open session had it."""

INVITED: Final = Kind(
    code="identity.invited",
    label=_("Đường dẫn đặt mật khẩu lần đầu"),
    audience="official",
    urgency=Urgency.URGENT,
    title={"vi": "Tài khoản của bạn đã mở", "en": "Your account is open"},
    body={
        "vi": "Tài khoản %(login)s đã mở cho bạn. Mở đường dẫn dưới đây trong 7 ngày để đặt mật"
        " khẩu lần đầu; đường dẫn dùng được một lần.",
        "en": "The account %(login)s is open for you. Open the link below within 7 days to set your"
        " first password; it serves once.",
    },
    values=("login",),
    samples={"login": "an.nguyen"},
)
"""Goes to the mailbox only, like the way back in."""

AGENCY_MERGED: Final = Kind(
    code="identity.agency_merged",
    label=_("Cơ quan được sắp xếp"),
    audience="official",
    title={"vi": "Nơi làm việc của bạn đã đổi", "en": "Your place of work has changed"},
    body={
        "vi": "Theo %(basis)s, từ nay bạn làm việc tại %(agency)s. Tài khoản, mật khẩu và vai trò"
        " giữ nguyên; hồ sơ trong tay bạn đã chuyển theo.",
        "en": "By %(basis)s you now work at %(agency)s. Your account, password and roles stay; the"
        " dossiers in your hands came with you.",
    },
    values=("agency", "basis"),
    samples={"agency": "UBND xã Đông Khê", "basis": "12/NQ-HĐND"},
)

NEW_BROWSER: Final = Kind(
    code="identity.new_browser",
    label=_("Đăng nhập từ thiết bị lạ"),
    audience="everybody",
    urgency=Urgency.URGENT,
    title={"vi": "Đăng nhập từ thiết bị mới", "en": "Sign-in from a new device"},
    body={
        "vi": "Tài khoản của bạn vừa đăng nhập lúc %(at)s trên %(device)s, địa chỉ mạng"
        " %(address)s. Nếu không phải bạn, hãy đăng xuất phiên đó và đổi mật khẩu ngay.",
        "en": "Your account signed in at %(at)s on %(device)s, network address %(address)s. If it"
        " was not you, sign that session out and change your password now.",
    },
    values=("at", "device", "address"),
    samples={"at": "08:30 21/11/2026", "device": "Chrome, Android", "address": "203.0.113.7"},
)

PASSWORD_SET: Final = Kind(
    code="identity.password_set",
    label=_("Mật khẩu vừa được đổi"),
    audience="everybody",
    urgency=Urgency.URGENT,
    title={"vi": "Mật khẩu vừa được đổi", "en": "Your password was changed"},
    body={
        "vi": "Mật khẩu của bạn được đổi lúc %(at)s; các phiên khác đã đăng xuất. Nếu không phải"
        " bạn, hãy báo người quản trị ngay.",
        "en": "Your password was changed at %(at)s; other sessions were signed out. If it was not"
        " you, tell your operator now.",
    },
    values=("at",),
    samples={"at": "08:30 21/11/2026"},
)

ROLE_GIVEN: Final = Kind(
    code="identity.role_given",
    label=_("Được phân công vai trò"),
    audience="official",
    title={"vi": "Bạn được phân công: %(role)s", "en": "You were given a role: %(role)s"},
    body={
        "vi": "Vai trò “%(role)s” tại %(place)s có hiệu lực từ %(from)s.",
        "en": "The role “%(role)s” at %(place)s holds from %(from)s.",
    },
    values=("role", "place", "from"),
    samples={"role": "Chuyên viên", "place": "UBND xã Đông Khê", "from": "21/11/2026"},
)

ROLE_ENDED: Final = Kind(
    code="identity.role_ended",
    label=_("Thôi vai trò"),
    audience="official",
    title={"vi": "Bạn thôi vai trò: %(role)s", "en": "A role of yours ended: %(role)s"},
    body={
        "vi": "Vai trò “%(role)s” tại %(place)s đã hết hiệu lực.",
        "en": "The role “%(role)s” at %(place)s no longer holds.",
    },
    values=("role", "place"),
    samples={"role": "Chuyên viên", "place": "UBND xã Đông Khê"},
)

DELEGATED: Final = Kind(
    code="identity.delegated",
    label=_("Được ủy quyền"),
    audience="official",
    title={"vi": "%(giver)s ủy quyền cho bạn", "en": "%(giver)s delegated work to you"},
    body={
        "vi": "Bạn được làm thay %(giver)s từ %(from)s đến %(until)s. Lý do: %(reason)s.",
        "en": "You act for %(giver)s from %(from)s until %(until)s. Reason: %(reason)s.",
    },
    values=("giver", "from", "until", "reason"),
    samples={
        "giver": "Bế Văn Lãnh",
        "from": "26/11/2026",
        "until": "30/11/2026",
        "reason": "Nghỉ phép",
    },
)

IDLE_SOON: Final = Kind(
    code="identity.idle_soon",
    label=_("Tài khoản sắp bị khóa vì lâu không dùng"),
    audience="official",
    title={"vi": "Tài khoản của bạn sắp bị khóa", "en": "Your account will soon be locked"},
    body={
        "vi": "Tài khoản %(login)s chưa được dùng từ %(since)s nên sẽ bị khóa ngày %(on)s. Đăng"
        " nhập một lần trước ngày đó là đủ để giữ.",
        "en": "The account %(login)s has not been used since %(since)s and will be locked on"
        " %(on)s. Signing in once before that day keeps it.",
    },
    values=("login", "since", "on"),
    samples={"login": "an.nguyen", "since": "01/10/2026", "on": "16/11/2026"},
)

GRANTED: Final = Kind(
    code="identity.granted",
    label=_("Được cấp quyền xem có thời hạn"),
    audience="official",
    title={"vi": "Bạn được xem có thời hạn", "en": "You may look, for a time"},
    body={
        "vi": "Mục đích: %(purpose)s. Hết hạn %(until)s. Mỗi lần mở đều được ghi lại.",
        "en": "Purpose: %(purpose)s. It ends %(until)s. Each look is recorded.",
    },
    values=("purpose", "until"),
    samples={"purpose": "Thanh tra công vụ", "until": "30/11/2026"},
)

REPRESENTATION: Final = "identity.representation"

REPRESENTATION_VERIFIED: Final = Kind(
    code="identity.representation_verified",
    label=_("Giấy tờ đại diện đã kiểm tra"),
    topic=REPRESENTATION,
    audience="citizen",
    title={"vi": "Bạn được làm thay %(name)s", "en": "You may act for %(name)s"},
    body={
        "vi": "Giấy tờ bạn khai đã được kiểm tra. Từ nay bạn xem và nộp hồ sơ thay %(name)s.",
        "en": "Your proof was checked. From now you see and file dossiers for %(name)s.",
    },
    values=("name",),
    samples={"name": "Nông Bảo An"},
)

REPRESENTATION_ENDS_SOON: Final = Kind(
    code="identity.representation_ends_soon",
    label=_("Sắp hết việc đại diện"),
    topic=REPRESENTATION,
    audience="citizen",
    title={
        "vi": "%(representative)s làm thay %(name)s đến hết ngày %(day)s",
        "en": "%(representative)s acts for %(name)s until %(day)s",
    },
    body={
        "vi": "Sau ngày đó, nếu còn cần thì khai lại kèm giấy tờ còn hạn. Người đã đủ 18 tuổi tự"
        " nộp bằng tài khoản của mình.",
        "en": "After that day, declare it again with a valid proof if it is still needed. Who is 18"
        " files with an account of his own.",
    },
    values=("representative", "name", "day"),
    samples={"representative": "Nông Thị Hoa", "name": "Nông Bảo An"},
)

REPRESENTATION_ENDED: Final = Kind(
    code="identity.representation_ended",
    label=_("Đã hết việc đại diện"),
    topic=REPRESENTATION,
    audience="citizen",
    title={
        "vi": "%(representative)s không còn làm thay %(name)s",
        "en": "%(representative)s no longer acts for %(name)s",
    },
    body={
        "vi": "Hồ sơ đang giải quyết vẫn được giải quyết tiếp và trả cho chủ hồ sơ.",
        "en": "Dossiers under way go on and their results are for their owner.",
    },
    values=("representative", "name"),
    samples={"representative": "Nông Thị Hoa", "name": "Nông Bảo An"},
)

REPRESENTATION_REFUSED: Final = Kind(
    code="identity.representation_refused",
    label=_("Giấy tờ đại diện chưa được nhận"),
    topic=REPRESENTATION,
    audience="citizen",
    title={"vi": "Chưa nhận việc làm thay %(name)s", "en": "Acting for %(name)s was not accepted"},
    body={
        "vi": "Lý do: %(reason)s. Bạn có thể khai lại kèm giấy tờ đầy đủ.",
        "en": "Reason: %(reason)s. You can declare it again with the full papers.",
    },
    values=("name", "reason"),
    samples={"name": "Nông Bảo An", "reason": "Ảnh giấy khai sinh mờ"},
)

for _kind in (
    RECOVERY,
    INVITED,
    AGENCY_MERGED,
    NEW_BROWSER,
    PASSWORD_SET,
    ROLE_GIVEN,
    ROLE_ENDED,
    DELEGATED,
    IDLE_SOON,
    GRANTED,
    REPRESENTATION_VERIFIED,
    REPRESENTATION_REFUSED,
    REPRESENTATION_ENDS_SOON,
    REPRESENTATION_ENDED,
):
    notification_kinds.register(_kind.code, _kind)
topics.register(REPRESENTATION, Topic(label=_("Việc làm thay người khác")))
