"""A procedure goes into a file and out of one; a national record becomes a draft."""

import json

import pytest
from django.test import Client

from tinhso.procedures.drafting.checks import CODE
from tinhso.procedures.models import DraftOrigin, ProcedureDraft
from tinhso.procedures.testing import newest_version
from tinhso.procedures.tests.editing import BIRTH, PERMIT, read, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_procedures")]


def test_an_exported_procedure_begins_a_draft_again(editor: Client) -> None:
    text = read(editor, f"/quan-tri/thu-tuc/{PERMIT}/xuat/")

    send(editor, "/quan-tri/thu-tuc/soan/nhap/", text=text)

    draft = ProcedureDraft.objects.latest("pk")
    assert (draft.origin, draft.code) == (DraftOrigin.FILE, PERMIT)
    assert draft.content["process_data"] == newest_version(PERMIT).process_data


def test_a_national_record_is_read_with_its_text_and_its_traps(editor: Client) -> None:
    record = json.loads(newest_version(BIRTH).raw) | {"code": "9.000009"}
    text = json.dumps(record, ensure_ascii=False)

    send(editor, "/quan-tri/thu-tuc/soan/nhap/", text=text)

    draft = ProcedureDraft.objects.latest("pk")
    assert (draft.origin, draft.code, draft.content["raw"]) == ("record", "9.000009", text)
    flags = len(draft.content["flags"])
    assert flags > 0
    send(editor, f"{draft.url}ban-ghi/da-xem/", flag=0, revision=1)
    draft.refresh_from_db()
    assert len(draft.content["flags"]) == flags - 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Tệp này không phải là JSON đọc được."),
        ("[]", "Tệp phải chứa đúng một thủ tục."),
        ('{"code": "1.001193"}', "Bản ghi thiếu các mục: name, level"),
        (
            '{"format": "tinhso.procedure/1", "content": {"name": 5}}',
            "Các mục này không đúng dạng: name.",
        ),
    ],
)
def test_a_file_that_is_no_procedure_is_refused(editor: Client, text: str, sentence: str) -> None:
    page = send(editor, "/quan-tri/thu-tuc/soan/nhap/", status=422, text=text)

    assert sentence in page
    assert not ProcedureDraft.objects.exists()


def test_a_code_is_a_code() -> None:
    assert CODE.fullmatch("1.001193")
    assert not CODE.fullmatch("1.01193")
