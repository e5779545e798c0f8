"""What a machine asks and is answered about complaints."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from tinhso.dossiers.rules.complaints import ComplaintAbout, ComplaintOutcome, ComplaintPlace
from tinhso.dossiers.schemas.texts import Storable, Version
from tinhso.kernel.api import Answer, Asked, PageQuery

LongWords = Annotated[str, Field(min_length=1, max_length=5000), Storable]
OptionalLongWords = Annotated[str, Field(max_length=5000), Storable]


class ComplaintIn(Asked):
    """What happened; without `place` it is the usual one of what it is about."""

    about: ComplaintAbout
    place: ComplaintPlace | None = None
    text: LongWords


class ComplaintAnswerIn(Asked):
    """The finding and the answer; `public_text` may be read by everybody and names nobody."""

    version: Version | None = None
    outcome: ComplaintOutcome
    answer: LongWords
    public_text: OptionalLongWords = ""


class ComplaintForwardIn(Asked):
    """To which agency a complaint belongs, and why."""

    version: Version | None = None
    agency: UUID
    reason: LongWords


class ComplaintRefuseIn(Asked):
    """Why a complaint is not looked into."""

    version: Version | None = None
    reason: LongWords


class ComplaintAskIn(Asked):
    """What who complained is asked for."""

    version: Version | None = None
    question: LongWords


class ComplaintAddIn(Asked):
    """What who complained adds when he is asked."""

    text: LongWords


class ComplaintQuery(PageQuery):
    """Which complaints of a leader: all, or by how they stand to their time or a question."""

    standing: Annotated[str, Field(pattern="^(open|asked|added|soon|late|answered_late)?$")] = ""


class ComplaintLine(Answer):
    """One complaint in a list; who complains is not in it."""

    uid: UUID
    number: str
    dossier: UUID
    dossier_number: str
    procedure_code: str
    about: str
    place: str
    agency: str
    made_at: datetime
    due_at: datetime
    state: str
    outcome: str
    ended_at: datetime | None
    answer_number: str
    version: int


class ComplaintOut(ComplaintLine):
    """One complaint whole, for who complained and for who answers."""

    name: str
    text: str
    answer: str
    reason: str
    question: str
    answer_file: str | None


class PublicAnswerOut(Answer):
    """One answer that is public; nobody is named."""

    about: str
    procedure_code: str
    outcome: str
    text: str
    number: str
    published_at: datetime
