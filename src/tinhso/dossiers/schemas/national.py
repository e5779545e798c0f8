"""Messages of the national portal as they come in, and what became of them."""

from ninja import Field

from tinhso.kernel.api import Answer, Asked


class MessageIn(Asked):
    """One message: its id at the portal, its kind, and what it says under the official names."""

    id: str = Field(min_length=1, max_length=64)
    kind: str = Field(max_length=16, description="NopHoSo, BoSungHoSo, ThayDoiNoiDung, …")
    data: dict[str, object]


class NationalMessageOut(Answer):
    """Where a message stands; `number` and `code` are the dossier's here."""

    id: str
    state: str
    number: str | None
    code: str | None
    problem: str
    reason: str
    fields: list[str]
