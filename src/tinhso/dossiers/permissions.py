"""What an officer may be allowed to do with dossiers; identity's role templates grant these."""

from enum import StrEnum


class DossierPermission(StrEnum):
    """Codes of permission, each held for a unit (or, in scope 0, everywhere)."""

    RECEIVE = "dossiers.receive_dossier"
    """The desk: take in, refuse, ask for papers, hand over, answer the applicant."""
    RETURN_RESULT = "dossiers.return_result"
    """The desk: give the result to the applicant."""
    ASSIGN = "dossiers.assign_dossier"
    """The head of a resolving unit: give a dossier to a person."""
    APPRAISE = "dossiers.appraise_dossier"
    """The specialist: examine, consult, visit, ask for papers, draft the result."""
    ANSWER_CONSULTATION = "dossiers.answer_consultation"
    """An officer of a consulted agency: give its opinion."""
    DETERMINE_TAX = "dossiers.determine_tax"
    """An officer of a tax agency: how much is owed, by which notice, until when."""
    SIGN = "dossiers.sign_result"
    """The leader: sign results and apologies, or send a draft back."""
    ISSUE = "dossiers.issue_result"
    """The clerk: number and seal."""
    OVERSEE = "dossiers.oversee_dossiers"
    """A leader: boards of his agency and those below, reminders."""
    OVERRIDE_SUPPLEMENT = "dossiers.override_supplement"
    """Ask for papers a second time, with the reason kept."""
    EXPORT = "dossiers.export_dossiers"
    """Take a list out as a file; each dossier in it is recorded."""
    DIVIDE_WORK = "dossiers.divide_work"
    """A leader, or who administers an agency: which of its units resolves which procedure."""
    RECONCILE = "dossiers.reconcile_fees"
    """Compare a day's payments with the bank's statement, say what was done about differences."""
    SET_ACCOUNT = "dossiers.set_fee_account"
    """A leader: into which account his agency's fees go; never who takes the money in."""
    SET_SEALING = "dossiers.set_scan_sealing"
    """A leader: whether the server's key seals his agency's signed scans by itself."""
    ANSWER_COMPLAINT = "dossiers.answer_complaint"
    """A leader: complaints about how dossiers are handled in his agency and those below."""
    HAND_IN = "dossiers.hand_in_national"
    """The national portal, as a system: its messages, and the files of dossiers it knows."""
    MAP_FIELDS = "dossiers.map_national_fields"
    """An operator: from where each field of the messages to the national portal is taken."""


class LawPermission(StrEnum):
    """The dated rules of the house, for the whole province (scope 0)."""

    WRITE = "dossiers.write_law_rules"
    """Draft what holds from a coming day on."""
    PUBLISH = "dossiers.publish_law_rules"
    """Let a draft take effect on its day, or take it back before."""
