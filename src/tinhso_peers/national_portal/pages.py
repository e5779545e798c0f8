"""What people see of the portal: plain pages, clearly a demonstration."""

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from tinhso_peers.national_portal.filing import Procedure, Question
from tinhso_peers.national_portal.rules import Json
from tinhso_peers.national_portal.store import Message

STATES: Final = {
    "1": "Mới đăng ký",
    "2": "Được tiếp nhận",
    "3": "Không được tiếp nhận",
    "4": "Đang xử lý",
    "5": "Yêu cầu bổ sung giấy tờ",
    "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
    "7": "Công dân yêu cầu rút hồ sơ",
    "8": "Dừng xử lý",
    "9": "Đã xử lý xong",
    "10": "Đã trả kết quả",
}
KINDS: Final = {
    "NopHoSo": "Nộp hồ sơ",
    "BoSungHoSo": "Bổ sung hồ sơ",
    "ThayDoiNoiDung": "Thay đổi nội dung",
    "RutHoSo": "Rút hồ sơ",
    "ThongBaoDung": "Thông báo dừng giải quyết",
}
MESSAGE_STATES: Final = {
    "waiting": "chờ gửi",
    "taken": "tỉnh đã nhận",
    "done": "đã có tác dụng",
    "refused": "tỉnh không làm được",
}
FAULTS: Final = {
    "timeout": "không trả lời, chưa làm gì",
    "late": "làm xong nhưng không trả lời",
    "500": "lỗi máy chủ",
    "nonsense": "trả lời không hiểu được",
    "3": "bảo hồ sơ đã có",
    "repeat": "gửi gói tin tiếp theo ba lần",
}
STYLE: Final = """
:root { color-scheme: light }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1b1b1b; background: #f7f4ee }
header { background: #7a1f1f; color: #fff; padding: 12px 16px }
header a { color: #fff; margin-right: 16px }
header p { margin: 4px 0 0; font-size: 14px }
main { max-width: 760px; margin: 0 auto; padding: 16px }
h1 { font-size: 22px }
h2 { font-size: 18px; margin-top: 28px }
label { display: block; margin: 12px 0 4px; font-weight: 600 }
input, select { width: 100%; box-sizing: border-box; padding: 10px; font: inherit;
  border: 1px solid #767676; border-radius: 4px; background: #fff; color: #1b1b1b }
button { margin-top: 16px; padding: 12px 18px; font: inherit; border: 0; border-radius: 4px;
  background: #7a1f1f; color: #fff }
table { width: 100%; border-collapse: collapse }
th, td { text-align: left; padding: 6px; border-bottom: 1px solid #c9c2b4; vertical-align: top }
.wide { overflow-x: auto }
"""


def shell(title: str, body: str) -> str:
    """Return a whole page."""
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><header><strong>Cổng Dịch vụ công quốc gia</strong>"
        "<p>Bản trình diễn, không phải Cổng thật</p>"
        '<nav aria-label="Trang"><a href="/">Dịch vụ</a><a href="/dong-bo/">Đồng bộ</a>'
        '<a href="/dieu-khien/">Điều khiển</a></nav></header>'
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )


def home(procedures: Mapping[str, Procedure], filings: Sequence[tuple[str, str, str]]) -> str:
    """Show the services, and what was filed here."""
    services = "".join(
        f'<li><a href="/nop/{escape(p.code)}">{escape(p.name)}</a></li>'
        for p in procedures.values()
    )
    filed = _table(
        ("Mã hồ sơ", "Thủ tục", "Nộp lúc"),
        (
            (f'<a href="/ho-so/{escape(number)}">{escape(number)}</a>', escape(code), when(at))
            for number, code, at in filings
        ),
    )
    return shell("Dịch vụ công", f"<ul>{services}</ul><h2>Hồ sơ đã nộp tại đây</h2>{filed}")


def form(procedure: Procedure, agencies: Sequence[tuple[str, str]]) -> str:
    """Show the form of a service with a sample already in it."""
    person = (
        Question(key="ChuHoSo", label="Chủ hồ sơ", value="Nông Thị Thử"),
        Question(key="SoDinhDanh", label="Số định danh của chủ hồ sơ", value="004195990019"),
        Question(key="SoDienThoai", label="Điện thoại liên hệ", value="0912000019"),
        Question(key="Email", label="Thư điện tử", value="thu@example.vn", required=False),
        Question(key="DiaChi", label="Địa chỉ", value="Xóm Nà Pồng, xã Đông Khê"),
        Question(
            key="MaCoQuanXuLy",
            label="Cơ quan giải quyết",
            kind="choice",
            choices=tuple(code for code, _name in agencies),
            words=tuple(name for _code, name in agencies),
        ),
    )
    papers = "".join(
        f'<label for="{escape(key)}">{escape(name)}</label>'
        f'<input type="file" id="{escape(key)}" name="{escape(key)}">'
        for key, name in procedure.papers
    )
    fields = "".join(_input(question) for question in (*person, *procedure.questions))
    return shell(
        procedure.name,
        f'<form method="post" action="/nop/{escape(procedure.code)}" enctype="multipart/form-data">'
        f'{fields}{papers}<button type="submit">Nộp hồ sơ</button></form>',
    )


def dossier(
    number: str,
    record: Mapping[str, Json] | None,
    progress: Sequence[Mapping[str, Json]],
    messages: Sequence[Message],
) -> str:
    """Show where a dossier stands, as the province told, and what one may still send."""
    state = STATES.get(str((record or {}).get("TrangThaiHoSo", "")), "Chờ tỉnh trả lời")
    code = escape(str((record or {}).get("ThongTinKhac", "")))
    facts = f"<p><strong>{escape(state)}</strong></p>" + (
        f"<p>Mã hồ sơ của tỉnh: {code}</p>" if code else ""
    )
    steps = _table(
        ("Lúc", "Trạng thái", "Nội dung", "Đơn vị"),
        (
            (
                when(str(step.get("ThoiDiemXuLy", ""))),
                escape(STATES.get(str(step.get("TrangThai", "")), "")),
                escape(str(step.get("NoiDungXuLy", ""))),
                escape(str(step.get("PhongBanXuLy", ""))),
            )
            for step in progress
        ),
    )
    sent = _table(
        ("Gói tin", "Trạng thái", "Tỉnh trả lời"),
        (
            (
                escape(KINDS.get(message.kind, message.kind)),
                escape(MESSAGE_STATES.get(message.state, message.state)),
                escape(_reason(message.answer)),
            )
            for message in messages
        ),
    )
    return shell(
        f"Hồ sơ {number}",
        f"{facts}<h2>Tiến độ</h2>{steps}<h2>Đã gửi tỉnh</h2>{sent}{_acts(number)}",
    )


def synced(records: Sequence[Mapping[str, Json]], calls: Sequence[Mapping[str, Json]]) -> str:
    """Show what the province has told, and the last calls."""
    known = _table(
        ("Mã hồ sơ", "Thủ tục", "Trạng thái", "Hẹn trả"),
        (
            (
                escape(str(record.get("MaHoSo", ""))),
                escape(str(record.get("TenTTHC", ""))),
                escape(STATES.get(str(record.get("TrangThaiHoSo", "")), "")),
                when(str(record.get("NgayHenTra", ""))),
            )
            for record in records
        ),
    )
    called = _table(
        ("Dịch vụ", "Mã hồ sơ", "Trả lời"),
        (
            tuple(escape(str(call.get(name, ""))) for name in ("service", "number", "answer"))
            for call in list(calls)[-50:][::-1]
        ),
    )
    return shell("Hồ sơ tỉnh đồng bộ lên", f"{known}<h2>Các lần gọi gần nhất</h2>{called}")


def control(faults: Sequence[str]) -> str:
    """Show what may be made to go wrong next."""
    known = "".join(f"<li><code>{k}</code>: {escape(words)}</li>" for k, words in FAULTS.items())
    waiting = escape(" ".join(faults) or "không có")
    return shell(
        "Điều khiển",
        f"<p>Lỗi sắp xảy ra: {waiting}</p><ul>{known}</ul>"
        '<form method="post" action="/dieu-khien/"><label for="loi">Các lỗi tiếp theo, cách nhau'
        ' bằng dấu cách</label><input id="loi" name="loi"><button type="submit">Đặt lỗi</button>'
        '</form><form method="post" action="/dieu-khien/"><input type="hidden" name="het-phien"'
        ' value="1"><button type="submit">Cho hết mọi phiên</button></form>',
    )


def when(text: str) -> str:
    """Say a time of a message as people read it."""
    if len(text) != 14:
        return ""
    return f"{text[8:10]}:{text[10:12]} {text[6:8]}/{text[4:6]}/{text[:4]}"


def notice_pdf() -> bytes:
    """Return a sound PDF of one empty page, the demonstration's notice."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Resources<<>>>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 4\n0000000000 65535 f \n"
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _acts(number: str) -> str:
    place = f"/ho-so/{escape(number)}"
    return (
        f'<h2>Bổ sung hoặc sửa</h2><form method="post" action="{place}/BoSungHoSo"'
        ' enctype="multipart/form-data"><label for="truong">Mục cần sửa (mã)</label>'
        '<input id="truong" name="truong"><label for="gia_tri">Giá trị mới</label>'
        '<input id="gia_tri" name="gia_tri"><button type="submit">Gửi bổ sung</button>'
        f' <button type="submit" formaction="{place}/ThayDoiNoiDung">Thay đổi nội dung</button>'
        f'</form><h2>Rút hoặc dừng</h2><form method="post" action="{place}/RutHoSo">'
        '<label for="ly_do">Lý do</label><input id="ly_do" name="ly_do">'
        '<button type="submit">Rút hồ sơ</button> <button type="submit"'
        f' formaction="{place}/ThongBaoDung">Cổng ra thông báo dừng</button></form>'
    )


def _input(question: Question) -> str:
    key, label = escape(question.key), escape(question.label)
    head = f'<label for="{key}">{label}</label>'
    options = question.options
    if question.kind == "yes_no":
        options = [("co", "Có"), ("khong", "Không")]
    if options:
        listed = "".join(
            f'<option value="{escape(value)}"{" selected" if value == question.value else ""}>'
            f"{escape(words)}</option>"
            for value, words in options
        )
        return f'{head}<select id="{key}" name="{key}">{listed}</select>'
    required = " required" if question.required else ""
    return f'{head}<input id="{key}" name="{key}" value="{escape(question.value)}"{required}>'


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    if not lines:
        return "<p>Chưa có gì.</p>"
    named = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    table = f"<table><thead><tr>{named}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _reason(answer: str) -> str:
    try:
        said = json.loads(answer or "{}")
    except ValueError:
        return answer
    if not isinstance(said, dict):
        return ""
    return str(said.get("reason") or said.get("number") or said.get("answer") or "")
