"""What a process of the machine keeps of a procedure is never taken for another's."""

import pytest
from django.db import transaction

from tinhso.dossiers.services._flow import process_version
from tinhso.procedures.testing import load_catalogue, newest_version

MARRIAGE, SINGLE, PERMIT = "1.000894", "1.004873", "1.013225"


@pytest.mark.django_db
def test_a_process_taken_back_with_its_transaction_is_not_given_to_another_procedure() -> None:
    attempt = transaction.savepoint()
    load_catalogue(PERMIT)
    taken_back = process_version(newest_version(PERMIT).pk)
    transaction.savepoint_rollback(attempt)
    load_catalogue(MARRIAGE, SINGLE)

    kept = {code: process_version(newest_version(code).pk) for code in (SINGLE, MARRIAGE)}

    assert taken_back is not None
    assert {code: found and found.process.code for code, found in kept.items()} == {
        SINGLE: SINGLE,
        MARRIAGE: MARRIAGE,
    }
