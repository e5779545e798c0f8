"""Each night the house checks all it keeps, and operators are told what it found."""

from pathlib import Path

import pytest

from tinhso.config.jobs import verify_nightly
from tinhso.kernel import files
from tinhso.kernel.files.stores import the_store
from tinhso.kernel.files.testing import a_pdf, files_home
from tinhso.kernel.jobs.definitions import rhythms
from tinhso.kernel.registry.operations import Concern, look_round, word_concern
from tinhso.kernel.testing import make_actor

__all__ = ["files_home"]

pytestmark = pytest.mark.django_db


def told() -> list[Concern]:
    return [concern for concern in look_round() if concern.code == "config.verify_found"]


def test_a_file_that_is_gone_is_told_after_the_night_and_no_more_once_it_is_back(
    files_home: Path,
) -> None:
    kept = files.store(
        content=a_pdf("số 1"), name="a.pdf", use="identity.representation_proof", actor=make_actor()
    )
    place = kept.blob.place
    whole = b"".join(the_store().read(place))
    verify_nightly()
    assert told() == []

    the_store().delete(place)
    verify_nightly()

    (concern,) = told()
    said = word_concern(concern)
    assert concern.is_error
    assert "1 chỗ sai" in said.sentence
    assert f"khối {kept.blob_id} không còn" in said.sentence
    the_store().write(place, [whole])
    verify_nightly()
    assert told() == []


def test_it_is_done_each_night_by_itself() -> None:
    assert str(dict(rhythms)["config.verify"].at) == "03:00:00"
