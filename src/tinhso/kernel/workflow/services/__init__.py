"""Every change of a case: begin, act, give to a person, stand still, go on, stop."""

from tinhso.kernel.workflow.services.acting import SomebodyElses, act, assign, go_back, start
from tinhso.kernel.workflow.services.clocks import pause, recount, resume, stop
from tinhso.kernel.workflow.services.common import Refused
from tinhso.kernel.workflow.services.consulting import close_silent, recall_consultation
from tinhso.kernel.workflow.services.versions import publish_version
from tinhso.kernel.workflow.writing import NobodyKnown, Party

__all__ = [
    "NobodyKnown",
    "Party",
    "Refused",
    "SomebodyElses",
    "act",
    "assign",
    "close_silent",
    "go_back",
    "pause",
    "publish_version",
    "recall_consultation",
    "recount",
    "resume",
    "start",
    "stop",
]
