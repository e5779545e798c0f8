"""A periodic report as its paper prints it."""

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone

from tinhso.dossiers.queries.period_words import said, words_of
from tinhso.dossiers.queries.report_rows import ReportRow
from tinhso.dossiers.queries.reports import Report
from tinhso.dossiers.rules.clocks import Known
from tinhso.kernel.papers import in_vietnamese
from tinhso.organization import queries as organization
from tinhso.organization.queries import place_of


@in_vietnamese
def report_content(found: Report, *, signer: str = "") -> dict[str, object]:
    """Return what a report prints, as the law lays it out: numbers and formulas under the heads.

    With a `signer` the paper has room for number, date and his signature.
    """
    sent = found.sent
    at = sent.counted_at if sent is not None else found.at
    agency = organization.agency_name(found.agency_id)
    return {
        "agency": agency,
        "place": place_of(agency),
        "number": sent.number if sent is not None else "",
        "date": timezone.localdate(sent.reported_at if sent is not None else found.at).isoformat(),
        "mark": found.form.mark,
        "title": str(found.form.title),
        "law": found.form.law,
        "is_seen": found.form.known is Known.SEEN,
        "period": words_of(found.period),
        "at": timezone.localtime(at).isoformat(timespec="minutes"),
        "is_sent": sent is not None,
        "who": signer or (sent.reported_by_name if sent is not None else ""),
        "is_to_sign": bool(signer),
        "tables": [
            _table(found, list(rows))
            for _own, rows in groupby(
                found.as_sent, key=lambda row: found.form.has_own_columns(row.part)
            )
        ],
        "opening": "" if found.opening is None else said(found.opening),
    }


def _table(found: Report, rows: Sequence[ReportRow]) -> dict[str, object]:
    """Return rows under the same columns, with what their parts are called."""
    columns = found.form.columns_of(rows[0].part)
    return {
        "heads": [str(column.words) for column in columns],
        "formulas": [column.formula for column in columns],
        "rows": [
            {
                "part": row.part,
                "part_words": str(found.form.part_words.get(row.part, "")),
                "name": row.name,
                "is_sum": row.is_sum,
                "cells": [said(value) for value in row.values],
            }
            for row in rows
        ],
    }
