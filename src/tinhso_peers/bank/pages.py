"""The bank's own pages: plain HTML in Vietnamese, read on a phone."""

from html import escape

STYLE = """
:root { color-scheme: light; font: 18px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 16px; max-width: 34rem; color: #14202b; background: #f4f7f5; }
h1 { font-size: 1.3rem; } .sum { font-size: 2rem; font-weight: 700; margin: .2em 0; }
main { background: #fff; border: 1px solid #8fa69a; border-radius: 8px; padding: 16px; }
button, .button { display: block; width: 100%; min-height: 48px; margin: 12px 0; font: inherit;
  border-radius: 8px; border: 1px solid #0b5d3b; background: #fff; color: #0b5d3b;
  text-align: center; }
button.first { background: #0b5d3b; color: #fff; font-weight: 700; }
label { display: block; margin: 8px 0 2px; } input, textarea { width: 100%; box-sizing: border-box;
  font: inherit; padding: 8px; border: 1px solid #5b7267; border-radius: 6px; }
dt { color: #47564e; } dd { margin: 0 0 8px; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .75rem; }
"""


def page(title: str, body: str) -> bytes:
    """Return one page."""
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><p><b>Ngân hàng trình diễn</b> – không phải tiền thật</p>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    ).encode()


def dotted(amount: object) -> str:
    """Return 1.234.567 đ."""
    return f"{int(str(amount)):,} đ".replace(",", ".")


def order_page(order: dict[str, object]) -> bytes:
    """Ask a person to pay one order."""
    if order["state"] != "open":
        words = "đã trả" if order["state"] == "paid" else "đã hủy"
        back = f'<a class="button" href="{escape(str(order["return_url"]))}">Về trang hồ sơ</a>'
        return page("Đơn thanh toán", f"<p>Đơn này {words}.</p>{back}")
    return page(
        "Trả tiền",
        f"<p>{escape(str(order['words']))}</p>"
        f'<p class="sum">{dotted(order["amount"])}</p>'
        f"<dl><dt>Vào tài khoản</dt><dd>{escape(str(order['account']))}</dd>"
        f"<dt>Mã nộp tiền</dt><dd>{escape(str(order['reference']))}</dd></dl>"
        '<form method="post"><button class="first" name="act" value="pay">Trả tiền</button>'
        '<button name="act" value="cancel">Hủy</button></form>',
    )


def scan_page(error: str = "", typed: str = "") -> bytes:
    """Ask for the text of a code."""
    wrong = f'<p role="alert"><b>{escape(error)}</b></p>' if error else ""
    return page(
        "Quét mã VietQR",
        f'{wrong}<form method="post"><label for="payload">Nội dung mã</label>'
        f'<textarea id="payload" name="payload" rows="5" required>{escape(typed)}</textarea>'
        '<label for="amount">Số tiền khác (để trống: như trong mã)</label>'
        '<input id="amount" name="amount" inputmode="numeric">'
        '<button class="first">Chuyển tiền</button></form>',
    )


def done_page(amount: int, words: str, key: str) -> bytes:
    """Say that a transfer was made."""
    return page(
        "Đã chuyển tiền",
        f'<p class="sum">{dotted(amount)}</p><dl><dt>Nội dung</dt><dd>{escape(words)}</dd>'
        f"<dt>Mã giao dịch</dt><dd>{escape(key)}</dd></dl>",
    )


def fault_page(faults: dict[str, int], calls: list[dict[str, object]]) -> bytes:
    """Show the faults the bank plays and the messages it sent."""
    labels = {
        "down": "Không trả lời (1: ngừng)",
        "repeat": "Mỗi tin báo mấy lần",
        "delay": "Báo chậm bao nhiêu giây",
        "other_amount": "Báo lệch bao nhiêu đồng",
        "forged": "Kèm một tin giả chữ ký (1: có)",
        "out_of_order": "Báo thất bại sau khi đã báo thành công (1: có)",
        "silent": "Không báo gì (1: im)",
    }
    fields = "".join(
        f'<label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" type="number" value="{faults[name]}">'
        for name, label in labels.items()
    )
    lines = "".join(
        f"<pre>{escape(str(c['body']))}\n→ {escape(str(c['answer'] or '…'))} ({c['tries']})</pre>"
        for c in calls
    )
    return page(
        "Lỗi để thử",
        f'<form method="post">{fields}<button class="first">Đặt</button></form>'
        f"<h2>Tin đã gửi</h2>{lines}",
    )


def home_page() -> bytes:
    """Say what is here."""
    return page(
        "Chào bạn",
        '<a class="button" href="/qr">Quét mã VietQR</a>'
        '<a class="button" href="/faults">Lỗi để thử</a>',
    )
