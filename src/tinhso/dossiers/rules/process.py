"""How the acts of this room meet the processes drawn by officials.

A move of a process whose key is the code of an act is made by that act; a process leaves out what
it does not need.
"""

from typing import Final

PROCESS_KEYS: Final[dict[str, str]] = {
    "assign": "assign",
    "take": "take",
    "consult": "consult",
    "call_council": "call_council",
    "invite_field_check": "invite_field_check",
    "record_field_check": "record_field_check",
    "submit_for_signing": "submit_for_signing",
    "sign": "sign",
    "return_for_rework": "return_for_rework",
    "issue": "issue",
    "return_result": "return_result",
}
OPINIONS: Final = ("agree", "disagree", "conditions")
"""What a consulted agency may answer; its moves in a process carry the same keys."""
TERM_CHANNEL: Final[dict[str, str]] = {
    "desk": "direct",
    "online": "online",
    "post": "post",
}
"""Our channels to those by which `procedures` keeps terms and fees."""
