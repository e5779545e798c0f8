"""How the acts of this room are called in processes drawn by officials.

A process names its moves in its own words; the same act is recognised under each of these keys.
"""

from typing import Final

PROCESS_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "assign": ("giao", "assign"),
    "take": ("nhan", "take"),
    "consult": ("lay-y-kien", "consult"),
    "skip_consultation": ("khong-lay-y-kien", "skip_consultation"),
    "invite_field_check": ("di-thuc-dia", "invite_field_check"),
    "record_field_check": ("xong-thuc-dia", "record_field_check"),
    "submit_for_signing": ("trinh-ky", "submit_for_signing"),
    "submit_refusal": ("de-nghi-tu-choi", "trinh-ky", "submit_refusal", "submit_for_signing"),
    "sign": ("ky", "sign"),
    "return_for_rework": ("tra-lai", "return_for_rework"),
    "issue": ("cap-so", "issue"),
    "return_result": ("tra-ket-qua", "return_result"),
}
OPINION_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "agree": ("dong-y", "agree"),
    "disagree": ("khong-dong-y", "disagree"),
    "conditions": ("dong-y-co-dieu-kien", "dong-y", "conditions", "agree"),
}
TERM_CHANNEL: Final[dict[str, str]] = {
    "desk": "direct",
    "online": "online",
    "vneid": "online",
    "kiosk": "online",
    "post": "post",
}
"""Our channels to those by which `procedures` keeps terms and fees."""
