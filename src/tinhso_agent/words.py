"""What the agent tells the person at the terminal, in both languages of the house."""

import os
import unicodedata
from typing import Final

from tinhso.signing.tokens.words import PinState, Trouble

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "joined": (
        "Đã nối với {installation}.\nSố đối chiếu: {check}\nTrên trang “Máy ký của tôi”, chỉ bấm"
        " “Đúng máy của tôi” khi số hiện ở đó giống số này.",
        "Connected to {installation}.\nCheck number: {check}\nOn the page “My signing computers”,"
        " press “This is my computer” only if the number there is the same.",
    ),
    "not_paired": (
        "Máy này chưa ghép, hoặc tệp {place} đang cho người khác đọc. Hãy chạy lệnh pair.",
        "This computer is not paired, or others may read {place}. Run the command pair.",
    ),
    "unsafe": (
        "Địa chỉ {url} không dùng https: không gửi gì.",
        "The address {url} does not use https: nothing is sent.",
    ),
    "ended": (
        "Việc ghép máy này đã bị bỏ. Hãy ghép lại.",
        "The pairing of this computer was ended. Pair it again.",
    ),
    "not_accepted": (
        "Máy này chưa được chấp nhận trên trang “Máy ký của tôi”.",
        "This computer was not accepted on the page “My signing computers” yet.",
    ),
    "away": ("Chưa gọi được hệ thống: {why}. Đang thử lại…", "Cannot reach the house: {why}."),
    "state": (
        "{installation}\nCán bộ: {person}\nĐã chấp nhận: {accepted}\nGiao thức: {protocol}",
        "{installation}\nOfficial: {person}\nAccepted: {accepted}\nProtocol: {protocol}",
    ),
    "left": ("Đã bỏ ghép máy này.", "This computer is paired no longer."),
    "no_module": (
        "Không thấy thư viện PKCS#11; hãy chỉ bằng --module.",
        "No PKCS#11 library was found; name it by --module.",
    ),
    "no_device": (
        "Chưa cắm thiết bị nào, hoặc có nhiều thiết bị: hãy chọn bằng --device. Đang cắm: {found}",
        "No device is plugged in, or several are: choose by --device. Plugged in: {found}",
    ),
    "no_key": ("Thiết bị này không có khóa ký nào.", "There is no signing key on this device."),
    "key_shown": (
        "Đã gửi khóa công khai. Dấu vân tay của khóa:\n{fingerprint}\nHãy đọc dãy này cho người"
        " cấp chứng thư; họ chỉ cấp khi dãy trên trang của họ giống hệt.",
        "The public key was sent. Its fingerprint:\n{fingerprint}\nRead it to who issues the"
        " certificate; it is issued only if their page shows the very same.",
    ),
    "other_fingerprint": (
        "Hệ thống trả về dấu vân tay khác. Đừng để ai cấp chứng thư; hãy báo người quản trị.",
        "The house answered with another fingerprint. Let nobody issue; tell the operator.",
    ),
    "ready": (
        "Sẵn sàng ký cho {person} ({installation}). Ctrl+C để dừng.",
        "Ready to sign for {person} ({installation}). Ctrl+C ends it.",
    ),
    "asked": (
        "\n{installation} xin bạn ký {count} văn bản, trước {until}:",
        "\n{installation} asks you to sign {count} papers, before {until}:",
    ),
    "asked_batch": (
        "\n{installation} xin bạn ký lô “{title}”: {count} văn bản bằng một lần gõ PIN,"
        " bắt đầu trước {until}. Các văn bản đầu tiên:",
        "\n{installation} asks you to sign the batch “{title}”: {count} papers by one PIN,"
        " beginning before {until}. The first papers:",
    ),
    "paper": (
        "  {number}. {title}\n     {by} {digest}",
        "  {number}. {title}\n     {by} {digest}",
    ),
    "listed": (
        "     - {title}\n       SHA-256 {sha256}",
        "     - {title}\n       SHA-256 {sha256}",
    ),
    "ask_pin": (
        "Gõ PIN của thiết bị {device} để ký tất cả; để trống để không ký: ",
        "Type the PIN of device {device} to sign all; leave it empty to sign nothing: ",
    ),
    "ask_pin_only": ("PIN của thiết bị {device}: ", "PIN of device {device}: "),
    "declined": ("Không ký gì.", "Nothing was signed."),
    "late": (
        "Đã quá giờ của lượt ký này. Không ký gì; hãy bắt đầu lại trên trang.",
        "The time for these papers is over. Nothing was signed; begin again on the page.",
    ),
    "doubted": (
        "Yêu cầu không phải chữ ký trên văn bản bằng chứng thư này: không ký, hãy báo quản trị.",
        "This is no signature over papers by this certificate: nothing was signed; tell the"
        " operator.",
    ),
    "other_certificate": (
        "Khóa trên thiết bị không khớp chứng thư. Không ký gì.",
        "The key on the device is not the certificate's. Nothing was signed.",
    ),
    "signed": ("Đã ký {count} văn bản.", "{count} papers were signed."),
    "unsigned": ("  Chưa ký: {said}", "  Not signed: {said}"),
    "refused": ("{said}", "{said}"),
}
TROUBLES: Final[dict[Trouble, tuple[str, str]]] = {
    Trouble.WRONG_PIN: ("PIN chưa đúng.", "The PIN is wrong."),
    Trouble.LOCKED: ("Thiết bị đã khóa.", "The device is locked."),
    Trouble.ABSENT: ("Không thấy thiết bị.", "The device is not there."),
    Trouble.NO_KEY: ("Thiết bị không giữ khóa này.", "The device does not hold this key."),
    Trouble.UNABLE: ("Thiết bị không ký được kiểu này.", "The device cannot sign so."),
    Trouble.REMOVED: ("Thiết bị bị rút ra.", "The device was pulled out."),
    Trouble.SILENT: ("Thiết bị không trả lời kịp.", "The device did not answer in time."),
    Trouble.BROKEN: ("Thiết bị gặp lỗi.", "The device failed."),
}
PINS: Final[dict[PinState, tuple[str, str]]] = {
    PinState.FINE: ("", ""),
    PinState.LOW: (
        " Thiết bị báo đã có lần sai; sai thêm nữa thì khóa.",
        " The device says that some tries were wrong; more and it locks.",
    ),
    PinState.LAST: (
        " Thiết bị báo chỉ còn MỘT lần thử; sai nữa thì khóa.",
        " The device says that ONE try is left; after it, it locks.",
    ),
    PinState.LOCKED: (" Thiết bị đã khóa.", " The device is locked."),
}


def is_english() -> bool:
    """Tell the language of the terminal: English where it says so, else Vietnamese."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return said.startswith("en")


def sentence(name: str, **values: object) -> str:
    """Return a sentence; values come from elsewhere and may command no terminal."""
    said = SENTENCES[name][is_english()]
    return said.format(**{key: harmless(str(value)) for key, value in values.items()})


def trouble_said(trouble: Trouble, pin: PinState = PinState.FINE) -> str:
    """Return what a device did, with what it says of the tries that are left."""
    return TROUBLES[trouble][is_english()] + PINS[pin][is_english()]


def harmless(text: str) -> str:
    """Return a text without the signs that move a cursor, hide or turn what stands there."""
    return "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
