"""Every change to a dossier: one verb, one function, one transaction.

In each: fetch and lock, permit, check the rule, change, audit, publish. `docs/apps/dossiers.md`
lists them by who uses them.
"""

from tinhso.dossiers.services import national, waiting
from tinhso.dossiers.services._national import is_connected
from tinhso.dossiers.services.accounts import set_account
from tinhso.dossiers.services.annexes import add_annex, remove_annex
from tinhso.dossiers.services.appraising import keep_appraisal, kept_appraisal
from tinhso.dossiers.services.at_desk import note_export, unmask_dossier, unmask_party
from tinhso.dossiers.services.banking import (
    expire_checkouts,
    handle_call,
    open_checkout,
    receive_call,
    start_online,
)
from tinhso.dossiers.services.books import book_pdf, issue_book, sign_book, sign_new_book
from tinhso.dossiers.services.brought_results import bring_result, place_result
from tinhso.dossiers.services.charging import claim_exemption, decide_exemption, set_fee
from tinhso.dossiers.services.complaining import complain, withdraw_complaint
from tinhso.dossiers.services.complaint_answers import (
    answer_complaint,
    forward_complaint,
    open_complaint,
    refuse_complaint,
    remind_complaints,
)
from tinhso.dossiers.services.complaint_questions import add_to_complaint, ask_complainant
from tinhso.dossiers.services.consulting import (
    answer_consultation,
    consult,
    finish_consultation,
    invite_field_check,
    note_silence,
    record_field_check,
    reply_field_check,
    show_to_consulted,
)
from tinhso.dossiers.services.converting import (
    ResultNotValid,
    conversion_pdf,
    convert_result,
)
from tinhso.dossiers.services.days_off import move_due_for_day_off
from tinhso.dossiers.services.drafts import (
    add_draft_file,
    delete_draft,
    remove_draft_file,
    save_draft,
    start_draft,
    submit_draft,
)
from tinhso.dossiers.services.drawers import close_cash_shift, count_sheet, open_cash_shift
from tinhso.dossiers.services.duties import divide, undivide
from tinhso.dossiers.services.ending import (
    ask_stop,
    correct_result,
    decide_stop,
    extend,
    note_stop_wish,
    record_incident,
)
from tinhso.dossiers.services.errors import (
    AlreadyAsked,
    AlreadyExtended,
    AlreadyRated,
    DossierChanged,
    DraftConflict,
    NotYours,
    ServicePaused,
    WrongState,
)
from tinhso.dossiers.services.filing import change_content, submit, withdraw
from tinhso.dossiers.services.foreseeing import foresee
from tinhso.dossiers.services.grouping import (
    confirm_group,
    delete_group,
    drop_group_row,
    file_group,
    group_template,
    mend_group_row,
    put_group_paper,
    read_group,
    start_group,
)
from tinhso.dossiers.services.inputs import (
    Answers,
    ArrivalInput,
    AttachmentInput,
    Checks,
    ConsultInput,
    PartyInput,
    SupplementItem,
)
from tinhso.dossiers.services.intake import (
    accept,
    ask_prepayment,
    receive_paper,
    refuse_intake,
    settle_prepayment,
    take_in,
)
from tinhso.dossiers.services.joint_paying import (
    collect_together,
    open_bill,
    open_bill_checkout,
    settle_bill,
    start_bill_online,
)
from tinhso.dossiers.services.keeping import forget_intake, forget_old_intakes, keep_intake
from tinhso.dossiers.services.law_rules import (
    RuleInput,
    change_law_rule,
    draft_law_rule,
    drop_law_rule,
    publish_law_rule,
    withdraw_law_rule,
)
from tinhso.dossiers.services.obligations import ask_obligation, pass_on_proof, settle_obligation
from tinhso.dossiers.services.opening import open_dossier, permit_opening
from tinhso.dossiers.services.papers import (
    issue_control_sheet,
    mend_party,
    pdf_of,
    reissue_paper,
    sign_new_papers,
    sign_paper,
    strip_of,
)
from tinhso.dossiers.services.paying import collect
from tinhso.dossiers.services.post import hand_to_carrier, list_for_post, settle_post
from tinhso.dossiers.services.post_wishes import drop_post_wish, wish_post
from tinhso.dossiers.services.proactive import (
    ask_correction,
    confirm_offer,
    lapse_offers,
    refuse_offer,
    take_over_offer,
    undo_offer,
)
from tinhso.dossiers.services.reconciling import COLUMNS as STATEMENT_COLUMNS
from tinhso.dossiers.services.reconciling import (
    ask_statement,
    handle_line,
    read_statement,
    upload_statement,
)
from tinhso.dossiers.services.refunding import ask_refund, refund_fee
from tinhso.dossiers.services.reminding import alert_desk, remind_due
from tinhso.dossiers.services.remitting import remind_late, remit
from tinhso.dossiers.services.report_signing import put_report_before
from tinhso.dossiers.services.reporting import declare_desk, remind_reports, send_report
from tinhso.dossiers.services.results import (
    draft_result,
    issue,
    mark_issued,
    mark_returned,
    mark_signed,
    mark_unsigned,
    result_numbering,
    submit_for_signing,
)
from tinhso.dossiers.services.returning import (
    bring_to_desk,
    download_result,
    mark_read,
    rate,
    rate_by_code,
    return_result,
    send_message,
)
from tinhso.dossiers.services.row_papers import (
    PapersPut,
    drop_row_paper,
    place_row_paper,
    put_row_papers,
)
from tinhso.dossiers.services.scans import sign_scan, sign_taken
from tinhso.dossiers.services.seals import (
    press,
    seal_asked,
    seal_attachment,
    seal_scan,
    seal_scans_of,
    set_scan_sealing,
)
from tinhso.dossiers.services.settling import (
    FiguresChanged,
    agree_settlement,
    dispute_settlement,
    draw_up_settlements,
    send_settlement,
)
from tinhso.dossiers.services.sittings import join_sitting, person_again, return_together
from tinhso.dossiers.services.supplements import (
    answer_supplement,
    close_unanswered,
    request_supplement,
    supplement_notice_due,
)
from tinhso.dossiers.services.telling import tell_applicant, tell_of_offer, tell_officers
from tinhso.dossiers.services.tracking import TooManyGuesses, track
from tinhso.dossiers.services.unclaimed import keep_unclaimed, remind_unclaimed
from tinhso.dossiers.services.word import draft_as_word
from tinhso.dossiers.services.work import (
    add_note,
    appraise,
    assign,
    attach,
    heartbeat,
    link,
    may_remind,
    remind,
    take,
)

__all__ = [
    "STATEMENT_COLUMNS",
    "AlreadyAsked",
    "AlreadyExtended",
    "AlreadyRated",
    "Answers",
    "ArrivalInput",
    "AttachmentInput",
    "Checks",
    "ConsultInput",
    "DossierChanged",
    "DraftConflict",
    "FiguresChanged",
    "NotYours",
    "PapersPut",
    "PartyInput",
    "ResultNotValid",
    "RuleInput",
    "ServicePaused",
    "SupplementItem",
    "TooManyGuesses",
    "WrongState",
    "accept",
    "add_annex",
    "add_draft_file",
    "add_note",
    "add_to_complaint",
    "agree_settlement",
    "alert_desk",
    "answer_complaint",
    "answer_consultation",
    "answer_supplement",
    "appraise",
    "ask_complainant",
    "ask_correction",
    "ask_obligation",
    "ask_prepayment",
    "ask_refund",
    "ask_statement",
    "ask_stop",
    "assign",
    "attach",
    "book_pdf",
    "bring_result",
    "bring_to_desk",
    "change_content",
    "change_law_rule",
    "claim_exemption",
    "close_cash_shift",
    "close_unanswered",
    "collect",
    "collect_together",
    "complain",
    "confirm_group",
    "confirm_offer",
    "consult",
    "conversion_pdf",
    "convert_result",
    "correct_result",
    "count_sheet",
    "decide_exemption",
    "decide_stop",
    "declare_desk",
    "delete_draft",
    "delete_group",
    "dispute_settlement",
    "divide",
    "download_result",
    "draft_as_word",
    "draft_law_rule",
    "draft_result",
    "draw_up_settlements",
    "drop_group_row",
    "drop_law_rule",
    "drop_post_wish",
    "drop_row_paper",
    "expire_checkouts",
    "extend",
    "file_group",
    "finish_consultation",
    "foresee",
    "forget_intake",
    "forget_old_intakes",
    "forward_complaint",
    "group_template",
    "hand_to_carrier",
    "handle_call",
    "handle_line",
    "heartbeat",
    "invite_field_check",
    "is_connected",
    "issue",
    "issue_book",
    "issue_control_sheet",
    "join_sitting",
    "keep_appraisal",
    "keep_intake",
    "keep_unclaimed",
    "kept_appraisal",
    "lapse_offers",
    "link",
    "list_for_post",
    "mark_issued",
    "mark_read",
    "mark_returned",
    "mark_signed",
    "mark_unsigned",
    "may_remind",
    "mend_group_row",
    "mend_party",
    "move_due_for_day_off",
    "national",
    "note_export",
    "note_silence",
    "note_stop_wish",
    "open_bill",
    "open_bill_checkout",
    "open_cash_shift",
    "open_checkout",
    "open_complaint",
    "open_dossier",
    "pass_on_proof",
    "pdf_of",
    "permit_opening",
    "person_again",
    "place_result",
    "place_row_paper",
    "press",
    "publish_law_rule",
    "put_group_paper",
    "put_report_before",
    "put_row_papers",
    "rate",
    "rate_by_code",
    "read_group",
    "read_statement",
    "receive_call",
    "receive_paper",
    "record_field_check",
    "record_incident",
    "refund_fee",
    "refuse_complaint",
    "refuse_intake",
    "refuse_offer",
    "reissue_paper",
    "remind",
    "remind_complaints",
    "remind_due",
    "remind_late",
    "remind_reports",
    "remind_unclaimed",
    "remit",
    "remove_annex",
    "remove_draft_file",
    "reply_field_check",
    "request_supplement",
    "result_numbering",
    "return_result",
    "return_together",
    "save_draft",
    "seal_asked",
    "seal_attachment",
    "seal_scan",
    "seal_scans_of",
    "send_message",
    "send_report",
    "send_settlement",
    "set_account",
    "set_fee",
    "set_scan_sealing",
    "settle_bill",
    "settle_obligation",
    "settle_post",
    "settle_prepayment",
    "show_to_consulted",
    "sign_book",
    "sign_new_book",
    "sign_new_papers",
    "sign_paper",
    "sign_scan",
    "sign_taken",
    "start_bill_online",
    "start_draft",
    "start_group",
    "start_online",
    "strip_of",
    "submit",
    "submit_draft",
    "submit_for_signing",
    "supplement_notice_due",
    "take",
    "take_in",
    "take_over_offer",
    "tell_applicant",
    "tell_of_offer",
    "tell_officers",
    "track",
    "undivide",
    "undo_offer",
    "unmask_dossier",
    "unmask_party",
    "upload_statement",
    "waiting",
    "wish_post",
    "withdraw",
    "withdraw_complaint",
    "withdraw_law_rule",
]
