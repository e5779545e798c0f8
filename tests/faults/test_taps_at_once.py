"""The real forms, each sent to two web processes at the same moment: done once, led alike."""

from typing import Any

import pytest

from tests.faults.running import run, said

ACTS = {
    "withdraw": "dossiers.withdraw",
    "ask_stop": "dossiers.ask_stop",
    "stop": "dossiers.stop",
    "request_supplement": "dossiers.request_intake_supplement",
    "answer_supplement": "dossiers.answer_intake_supplement",
    "refuse_intake": "dossiers.refuse_intake",
    "submit": "dossiers.submit",
    "message": "dossiers.message",
    "message beside the list": "dossiers.message",
    "accept beside the list": "dossiers.accept",
    "assign": "dossiers.assign",
    "note": "dossiers.note",
    "appraise": "dossiers.appraise",
    "invite_field_check": "dossiers.invite_field_check",
    "field_check_reply": "dossiers.field_check_reply",
    "record_field_check": "dossiers.record_field_check",
    "draft_result": "dossiers.draft_result",
    "submit_for_signing": "dossiers.submit_for_signing",
    "sign": "signing.signed",
    "issue": "signing.numbered",
    "bring_to_desk": "dossiers.bring_to_desk",
    "return_result": "dossiers.return_result",
    "rate": "dossiers.rate",
}
DRAFTS = ("start_draft", "delete_draft", "start_draft again")
"""Drafts are nobody's acts: the walk goes on with the only one there is."""


@pytest.fixture(scope="module")
def seen(installation: dict[str, str]) -> Any:
    """Walk once through all forms."""
    return said(run(installation, "taps", "walk"))


def test_two_processes_lead_the_same_form_to_the_same_place(seen: Any) -> None:
    elsewhere = {
        name: told["answers"]
        for name, told in seen.items()
        if told["answers"][0] != told["answers"][1] or told["answers"][0][0] != 302
    }

    assert set(seen) == {*ACTS, *DRAFTS}
    assert elsewhere == {}


def test_what_two_processes_were_told_at_once_is_done_and_told_once(seen: Any) -> None:
    undone = [name for name, act in ACTS.items() if seen[name]["done"].get(act) != 1]
    doubled = {
        name: told
        for name, told in seen.items()
        if {*told["done"].values(), *told["told"].values()} - {1}
    }

    assert undone == []
    assert doubled == {}
