"""What this room tells people: kinds of notices, their words in both languages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.notifications.registry import Kind, notification_kinds

ENDING: Final = Kind(
    code="signing.ending",
    label=_("Chứng thư số sắp hết hạn"),
    audience="official",
    title={"vi": "Chứng thư số sắp hết hạn", "en": "A certificate will soon expire"},
    body={
        "vi": "Chứng thư số của %(name)s (số kết thúc bằng %(serial)s) hết hạn ngày %(on)s. Hãy đề"
        " nghị gia hạn hoặc cấp lại trước ngày đó; sau ngày đó không ký được nữa.",
        "en": "The certificate of %(name)s (number ending in %(serial)s) expires on %(on)s. Ask for"
        " its renewal or a new one before that day; afterwards it signs no more.",
    },
    values=("name", "serial", "on"),
    samples={"name": "Nông Thị Hạnh", "serial": "4f09a1c2", "on": "16/12/2026"},
)

PROPOSED: Final = Kind(
    code="signing.proposed",
    label=_("Chứng thư số cần đề nghị thay đổi, thu hồi"),
    audience="official",
    title={
        "vi": "Cần gửi mẫu %(form)s về chứng thư số",
        "en": "Form %(form)s on a certificate is due",
    },
    body={
        "vi": "Chứng thư số của %(name)s không còn khớp với nơi làm việc hoặc cơ quan. Hãy gửi mẫu"
        " %(form)s (Nghị định 68/2024), rồi ghi lại là đã gửi.",
        "en": "The certificate of %(name)s fits the place of work or the agency no more. File form"
        " %(form)s (Decree 68/2024), then note that it was filed.",
    },
    values=("name", "form"),
    samples={"name": "Nông Thị Hạnh", "form": "04"},
)

BATCH_WAITING: Final = Kind(
    code="signing.batch_waiting",
    label=_("Lô ký chờ xác nhận"),
    audience="official",
    title={"vi": "Lô ký chờ bạn xác nhận", "en": "A batch waits for your confirmation"},
    body={
        "vi": "%(system)s gửi %(count)s tệp để ký bằng khóa của bạn. Chưa tệp nào được ký; hãy mở"
        " xem rồi xác nhận hoặc dừng lô.",
        "en": "%(system)s sent what is to be signed with your key (files: %(count)s). Nothing is"
        " signed yet; look at it, then confirm or stop the batch.",
    },
    values=("system", "count"),
    samples={"system": "Phần mềm kế toán", "count": "120"},
)

BATCH_DONE: Final = Kind(
    code="signing.batch_done",
    label=_("Lô ký đã xong"),
    audience="official",
    title={"vi": "Lô ký đã xong", "en": "A signing batch is done"},
    body={
        "vi": "Xong %(done)s tệp, không làm được %(failed)s. Tệp được giữ đến ngày %(until)s.",
        "en": "Files done: %(done)s, failed: %(failed)s. They are kept until %(until)s.",
    },
    values=("done", "failed", "until"),
    samples={"done": "118", "failed": "2", "until": "16/12/2026"},
)

REQUEST_RETURNED: Final = Kind(
    code="signing.request_returned",
    label=_("Yêu cầu về chứng thư số bị trả lại"),
    audience="official",
    title={
        "vi": "Mẫu %(form)s về chứng thư số bị trả lại",
        "en": "Form %(form)s on a certificate was sent back",
    },
    body={
        "vi": "Người ký trả lại mẫu %(form)s bạn lập. Hãy xem lý do, sửa rồi trình lại.",
        "en": "The signer sent back form %(form)s that you drew up. Read why, mend it and put it"
        " before the signer again.",
    },
    values=("form",),
    samples={"form": "01"},
)

REQUEST_CAME: Final = Kind(
    code="signing.request_came",
    label=_("Yêu cầu về chứng thư số cần trả lời"),
    audience="official",
    title={
        "vi": "Mẫu %(form)s về chứng thư số vừa gửi đến",
        "en": "Form %(form)s on a certificate came in",
    },
    body={
        "vi": "Văn bản số %(number)s (mẫu %(form)s) chờ trả lời. Hãy xem và trả lời trong hạn.",
        "en": "Document %(number)s (form %(form)s) waits for an answer. Answer it in time.",
    },
    values=("form", "number"),
    samples={"form": "01", "number": "12/ĐN-CTS"},
)

REQUEST_ANSWERED: Final = Kind(
    code="signing.request_answered",
    label=_("Yêu cầu về chứng thư số đã có trả lời"),
    audience="official",
    title={
        "vi": "Văn bản số %(number)s về chứng thư số đã có trả lời",
        "en": "Document %(number)s on certificates was answered",
    },
    body={
        "vi": "Được giải quyết %(granted)s, bị từ chối %(refused)s. Hãy xem kết quả, bàn giao hoặc"
        " thu lại thiết bị nếu có.",
        "en": "Granted: %(granted)s, refused: %(refused)s. See the outcome; hand devices over or"
        " take them back where there are any.",
    },
    values=("number", "granted", "refused"),
    samples={"number": "12/ĐN-CTS", "granted": "2", "refused": "0"},
)

HAND_OVER: Final = Kind(
    code="signing.hand_over",
    label=_("Chứng thư số mới chờ bạn nhận"),
    audience="official",
    title={"vi": "Chứng thư số mới chờ bạn nhận", "en": "A new certificate waits for you"},
    body={
        "vi": "Chứng thư số của %(name)s đã cấp (số kết thúc bằng %(serial)s). Hãy nhận thiết bị và"
        " ký biên bản bàn giao.",
        "en": "The certificate of %(name)s was issued (number ending in %(serial)s). Take the"
        " device and sign the record of its hand-over.",
    },
    values=("name", "serial"),
    samples={"name": "Nông Thị Hạnh", "serial": "4f09a1c2"},
)

REQUEST_LATE: Final = Kind(
    code="signing.request_late",
    label=_("Yêu cầu về chứng thư số quá hạn"),
    audience="official",
    title={
        "vi": "Văn bản số %(number)s về chứng thư số đã quá hạn",
        "en": "Document %(number)s on certificates is overdue",
    },
    body={
        "vi": "Hạn là %(due)s mà chưa có trả lời hoặc thiết bị chưa trả. Hãy hỏi nơi nhận, hoặc trả"
        " thiết bị.",
        "en": "It was due on %(due)s: no answer came, or a device was not given back. Ask the"
        " authority, or give the device back.",
    },
    values=("number", "due"),
    samples={"number": "12/ĐN-CTS", "due": "16/12/2026"},
)

IMAGE_PROPOSED: Final = Kind(
    code="signing.image_proposed",
    label=_("Ảnh chữ ký, con dấu chờ duyệt"),
    audience="official",
    title={"vi": "Ảnh chữ ký hoặc con dấu chờ duyệt", "en": "A picture waits for approval"},
    body={
        "vi": "%(name)s có ảnh mới chờ duyệt. Hãy xem đúng cỡ, rồi duyệt hoặc nêu lý do không"
        " duyệt.",
        "en": "%(name)s has a new picture. Look at it in true size, then approve it or say why"
        " not.",
    },
    values=("name",),
    samples={"name": "Nông Thị Hạnh"},
)

SEAL_NEEDED: Final = Kind(
    code="signing.seal_needed",
    label=_("Cơ quan mới cần ảnh con dấu"),
    audience="official",
    title={"vi": "Cần gửi ảnh con dấu mới", "en": "A picture of the new seal is needed"},
    body={
        "vi": "%(agency)s tiếp nhận công việc của cơ quan đã kết thúc. Con dấu cũ thôi dùng; hãy"
        " gửi ảnh con dấu mới để duyệt, trước đó chưa đóng dấu được.",
        "en": "%(agency)s took over from an agency that ended. The old seal is out of use; send a"
        " picture of the new one for approval, nothing is sealed before.",
    },
    values=("agency",),
    samples={"agency": "Ủy ban nhân dân xã Phúc Lộc"},
)

SEAL_RENAMED: Final = Kind(
    code="signing.seal_renamed",
    label=_("Ảnh con dấu còn mang tên cũ của cơ quan"),
    audience="official",
    title={"vi": "Ảnh con dấu còn mang tên cũ", "en": "The seal still bears the old name"},
    body={
        "vi": "Cơ quan từ nay mang tên %(agency)s, ảnh con dấu đang dùng mang tên %(before)s. Khi"
        " có con dấu mới, hãy gửi ảnh để duyệt; đến lúc đó ảnh cũ vẫn được dùng.",
        "en": "The agency is called %(agency)s now, the seal in use says %(before)s. Once there is"
        " a new seal, send its picture for approval; until then the old one is used on.",
    },
    values=("agency", "before"),
    samples={"agency": "Ủy ban nhân dân xã Phúc Lộc", "before": "Ủy ban nhân dân xã Phúc Thọ"},
)

IMAGE_DECIDED: Final = Kind(
    code="signing.image_decided",
    label=_("Ảnh chữ ký, con dấu đã có kết quả duyệt"),
    audience="official",
    title={"vi": "Ảnh bạn gửi đã được xem", "en": "The picture you sent was decided on"},
    body={
        "vi": "Ảnh của %(name)s đã có kết quả duyệt. Hãy mở xem; nếu không được duyệt thì có lý do"
        " và bạn gửi lại.",
        "en": "The picture of %(name)s was decided on. Open it; if it was refused the reason is"
        " there and you send another.",
    },
    values=("name",),
    samples={"name": "Nông Thị Hạnh"},
)

SIGNATURE_LOST: Final = Kind(
    code="signing.signature_lost",
    label=_("Chữ ký hết giá trị trước khi đóng dấu"),
    audience="official",
    title={
        "vi": "Văn bản phải ký lại trước khi đóng dấu",
        "en": "A paper must be signed again before it is sealed",
    },
    body={
        "vi": "Chữ ký trên “%(title)s” không còn dùng được nên văn thư chưa đóng dấu. Người trình"
        " trình lại, người ký ký bằng chứng thư số còn hiệu lực.",
        "en": "The signature on “%(title)s” cannot be relied on any more, so it was not sealed. It"
        " is put before its signer again, who signs with a certificate in force.",
    },
    values=("title",),
    samples={"title": "Giấy phép xây dựng số 12"},
)

for _kind in (
    ENDING,
    PROPOSED,
    BATCH_WAITING,
    BATCH_DONE,
    REQUEST_RETURNED,
    REQUEST_CAME,
    REQUEST_ANSWERED,
    HAND_OVER,
    REQUEST_LATE,
    IMAGE_PROPOSED,
    SEAL_NEEDED,
    SEAL_RENAMED,
    IMAGE_DECIDED,
    SIGNATURE_LOST,
):
    notification_kinds.register(_kind.code, _kind)
