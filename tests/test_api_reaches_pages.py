"""What an officer or a citizen does daily on a page, a machine does by the API."""

import ast
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1] / "src/tinhso"
FACES: Final = {"services", "signing", "waiting"}
SUBJECTS: Final = {"requests"}
"""Packages of a room's services that its face offers by their names."""

PAGES_ONLY: Final = {
    "permit_opening": "asked before a form is drawn; a machine meets the refusal when it sends",
    "may_remind": "chooses whom a number of the board reminds; the API names each dossier",
    "count_waiting_scans": "counts beyond what is listed; the API lists again after it signed",
    "receive_call": "a bank's own address, where its signature is the sign-in; nobody's page",
    "upload_statement": "a spreadsheet is a page's; the API has the bank asked",
    "sign_taken": "signs after intake what needs it; the API calls `sign_scan` for each scan",
    "sign_new_book": "signs what was just issued, in an open shift; the API calls `sign_book`",
    "strip_of": "the same paper cut for a receipt printer; the API gives its A5",
    "count_sheet": "a sheet two people sign at the desk; the API gives the figures",
    "heartbeat": "tells two people at screens of each other",
    "kept_appraisal": "fills a form with what its writer kept; the API reads notes",
    "keep_intake": "fills a page again with what its officer typed; a machine keeps its own",
    "forget_intake": "fills a page again with what its officer typed; a machine keeps its own",
    "person_again": "fills the next form at the counter; a machine sends whom it filed for",
    "note_export": "a spreadsheet is a page's; the API reads lists by cursor",
    "supplement_notice_due": "told while a form is filled in; the request that is kept says it",
    "usual_factor": "chooses the words on a page",
    "check_printed_code": "anybody's page with a printed code; `verify` checks the file itself",
    "add_trust_anchor": "an operator's, not daily",
    "remove_trust_anchor": "an operator's, not daily",
    "certify_agency": "an operator's, not daily",
    "certify_official": "an operator's, not daily",
    "revoke_certificate": "an operator's, not daily",
    "certify_on_device": "an operator's, with the holder and his device at hand",
    "read_certificates": "a file an operator has in his hands, looked through on a page",
    "match_found": "an operator's, for a file he read on a page",
    "take_found": "an operator's, for a file he read on a page",
    "leave_found": "an operator's, for a file he read on a page",
    "devices": "an operator's, what is plugged in where he sits",
    "knows_devices": "chooses what an operator's page offers",
    "knows_service": "chooses what an operator's page offers",
    "link_remote": "an operator's, not daily",
    "grant_key": "an operator's, not daily",
    "withdraw_key": "an operator's, not daily",
    "name_holder": "an operator's, of certificates that came from files",
    "clock_standing": "an operator's; the health page tells machines",
    "acts_for": "chooses what a page offers",
    "may_pack": "chooses what a page offers",
    "packed_results": "all results in one archive; the API gives each by itself",
    "lost_among": "a look at a list; sealing by the API says the same of each",
    "lost_signature": "a look before the act; sealing by the API says the same",
    "scans_confirmed": "the names of what a code is asked for; the API answers with their keys",
    "seal_scan": "a row of a list; the API seals the same by its paper",
    "seal_scans_of": "a page's, all of a dossier in one tap; the API seals paper by paper",
    "add_to_renewal": "chosen rows of a list; the API drafts one request with them",
    "renew_many": "chosen rows of a list; the API drafts one request with them",
    "verify_received": "a page shows it anew; the API gives the report as it was kept",
    "trouble_with_form": "told before the page is used; a machine's answer carries the refusal",
    "may_have_key": "chooses what a page offers",
    "require_own_key": "opens a page of one's own keys",
    "may_sign_items": "chooses what a page offers",
    "may_sign_now": "chooses what a page offers",
    "seal_turn": "leads from page to page; a machine has the turn in its answer",
    "takes_places": "chooses what a page offers",
    "register_paper": "the report as a paper; the API gives its figures",
    "note_report_taken": "notes that a page's file was taken; the API notes its own",
    "note_share_taken": "notes that a page's file was taken; the API gives the figures",
    "set_scan_sealing": "an agency's setting, not daily",
}
"""Services of pages that need no address of the API, each with the reason."""


def _called(*patterns: str) -> set[str]:
    """Return the services that these files name."""
    sources = [path.read_text() for pattern in patterns for path in ROOT.glob(pattern)]
    assert sources
    return {
        node.attr
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and _is_face(node.value) and node.attr.islower()
    }


def _is_face(node: ast.expr) -> bool:
    """Tell whether services are named behind this: a room's face, or a subject's within it."""
    if isinstance(node, ast.Attribute) and node.attr in SUBJECTS:
        node = node.value
    return isinstance(node, ast.Name) and node.id in FACES


def test_each_service_behind_a_page_stands_behind_the_api_too() -> None:
    by_page = _called("dossiers/views/*.py", "signing/views/*.py")
    by_machine = _called("dossiers/api/*.py", "signing/api/*.py")

    assert by_page - by_machine - set(PAGES_ONLY) == set()
    assert set(PAGES_ONLY) - by_page == set()
    assert len(by_page & by_machine) > 40
