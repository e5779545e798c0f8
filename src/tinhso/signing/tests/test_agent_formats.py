"""Files of every kind signed at the owner's own computer, and what its agent looks through."""

from base64 import b64decode, b64encode
from hashlib import sha384

import pytest

from tinhso.kernel import files
from tinhso.signing import queries, services
from tinhso.signing.algorithms import KeyKind, new_key
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import KeyUse
from tinhso.signing.rules import BatchState, Format, UseOutcome
from tinhso.signing.services import agent_batches
from tinhso.signing.testing import a_plain_pdf
from tinhso.signing.tests.computers import Desk, sign_portion
from tinhso.signing.tests.test_agent_batches import asked, confirm, pdfs, states
from tinhso_agent.doubting import Clear, Doubt, require_clear
from tinhso_agent.doubting_xml import SHAPES, require_clear_xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(agent_batches, "AGENT_PORTION", 2)
    return Desk(papers=0)


def test_files_of_any_kind_get_a_signature_beside_them(desk: Desk) -> None:
    contents = [b"Gi\xe1 tr\xec 1", b"hai", a_plain_pdf()]
    batch = asked(desk, *contents, form=Format.CADES)
    confirm(batch, desk)
    turn = desk.computer.next()
    shown = [shown_by(one, turn) for one in turn["papers"]]

    sign_portion(desk.computer)
    sign_portion(desk.computer)

    batch.refresh_from_db()
    assert (batch.state, batch.done_count) == (BatchState.DONE, 3)
    assert [one["format"] for one in turn["papers"]] == ["cades", "cades"]
    rows = list(queries.batch_files(batch=batch))
    assert shown == [Clear("SHA-256", row.digest) for row in rows[:2]]
    for row, content in zip(rows, contents, strict=True):
        assert row.result is not None
        assert row.result.name == f"{row.name}.p7s"
        message = files.open_file(row.result)
        report = services.verify(message, outside={"": content})
        assert (report.verdict, report.signatures[0].signer) == (
            Verdict.VALID,
            desk.certificate.name,
        )
        changed = services.verify(message, outside={"": content + b" "})
        assert changed.verdict is Verdict.INVALID


@pytest.mark.parametrize("is_together", [True, False])
def test_files_go_into_containers_whose_lists_are_shown(desk: Desk, is_together: bool) -> None:
    contents = [b"mot", b"hai", b"ba"]
    batch = asked(desk, *contents, form=Format.ASIC_E, is_together=is_together)
    confirm(batch, desk)
    turn = desk.computer.next()
    listed = [shown_by(one, turn).listed for one in turn["papers"]]

    sign_portion(desk.computer)
    if not is_together:
        sign_portion(desk.computer)

    batch.refresh_from_db()
    rows = list(queries.batch_files(batch=batch))
    assert (batch.state, batch.done_count, turn["whole"]) == (BatchState.DONE, 3, 3)
    expected = [(row.name, row.digest) for row in rows]
    assert [(one.name, one.digest) for one in listed[0]] == expected[: 3 if is_together else 1]
    made = [row.result for row in rows if row.result is not None]
    assert len(made) == (1 if is_together else 3)
    for one in made:
        report = services.verify(files.open_file(one))
        assert report.verdict is Verdict.VALID
        assert len(report.signatures[0].covers) == (3 if is_together else 1)
    assert KeyUse.objects.filter(batch_uid=batch.uid, outcome=UseOutcome.SIGNED).count() >= 1


def test_an_agent_doubts_what_is_not_what_it_shows(desk: Desk) -> None:
    batch = asked(desk, b"mot", form=Format.CADES)
    confirm(batch, desk)
    (paper,) = desk.computer.next()["papers"]
    turn = desk.computer.next()
    contained = asked(desk, b"hai", form=Format.ASIC_E)
    services.cancel_batch(batch_uid=batch.uid, actor=desk.actor)
    confirm(contained, desk)
    (other,) = desk.computer.next()["papers"]

    for wrong in (
        {**paper, "sha256": "0" * 64},
        {**paper, "format": "pades"},
        {**paper, "format": "xades"},
        {**other, "manifest": ""},
        {**other, "manifest": b64encode(b64decode(other["manifest"]) + b" ").decode()},
    ):
        with pytest.raises(Doubt):
            shown_by(wrong, turn)
    assert shown_by(paper, turn).listed == ()


def shown_by(paper: dict[str, str], turn: dict[str, str]) -> Clear:
    """Return what the reference agent shows of a paper; it raises what it doubts."""
    if paper["format"] in SHAPES:
        return require_clear_xml(
            b64decode(paper["to_sign"]),
            b64decode(turn["certificate"]),
            paper["algorithm"],
            form=paper["format"],
            sha256=paper["sha256"],
            properties=b64decode(paper["properties"]),
        )
    return require_clear(
        b64decode(paper["to_sign"]),
        b64decode(turn["certificate"]),
        paper["algorithm"],
        form=paper["format"],
        sha256=paper["sha256"],
        manifest=b64decode(paper["manifest"]),
    )


XML = [f"<don xmlns='urn:thu' so='{number}'>Giấy phép</don>".encode() for number in range(3)]
IN_XML = pytest.mark.parametrize(
    "form", [Format.XADES_ENVELOPED, Format.XADES_ENVELOPING, Format.XADES_DETACHED]
)


@IN_XML
def test_xml_is_signed_around_a_content_inside_it_and_beside_it(desk: Desk, form: Format) -> None:
    contents = [*XML, b"no xml \xff"]
    batch = asked(desk, *contents, form=form)
    confirm(batch, desk)
    turn = desk.computer.next()
    shown = [shown_by(one, turn) for one in turn["papers"]]

    told = [sign_portion(desk.computer), sign_portion(desk.computer)]

    batch.refresh_from_db()
    done = 3 if form is Format.XADES_ENVELOPED else 4
    assert [one["more"] for one in told] == [True, False]
    assert (batch.state, batch.done_count, batch.row_count) == (BatchState.DONE, done, 4)
    rows = list(queries.batch_files(batch=batch))
    assert shown == [Clear("SHA-256", row.digest) for row in rows[:2]]
    for row, content in zip(rows[:done], contents, strict=False):
        assert row.result is not None, row.said
        made = files.open_file(row.result)
        beside = {row.name: content} if form is Format.XADES_DETACHED else None
        report = services.verify(made, outside=beside)
        assert report.verdict is Verdict.VALID
        assert report.signatures[0].signer == desk.certificate.name
    uses = queries.own_key_uses(actor=desk.actor).filter(batch_uid=batch.uid)
    assert uses.filter(outcome=UseOutcome.SIGNED).count() == done


@IN_XML
def test_an_agent_doubts_xml_that_is_over_something_else(desk: Desk, form: Format) -> None:
    batch = asked(desk, *XML[:2], form=form)
    confirm(batch, desk)
    turn = desk.computer.next()
    paper, other = turn["papers"]
    signed, named = b64decode(paper["to_sign"]), b64decode(paper["properties"])

    def changed(old: bytes, new: bytes, *, of: bytes = signed) -> str:
        assert old in of
        return b64encode(of.replace(old, new, 1)).decode()

    for wrong in (
        {**paper, "properties": other["properties"]},
        {**paper, "properties": changed(b"SigningTime>20", b"SigningTime>19", of=named)},
        {**paper, "properties": ""},
        {**paper, "to_sign": changed(b"SignedInfo", b"Manifest")},
        {**paper, "to_sign": changed(b"xml-exc-c14n#", b"other")},
        {**paper, "to_sign": changed(b"01903#SignedProperties", b"01903#Others")},
        {**paper, "to_sign": changed(b"ecdsa-sha256", b"ecdsa-sha384")},
        {**paper, "to_sign": changed(b"<ds:Reference", b"<ds:Reference/><ds:Reference")},
        {**paper, "to_sign": changed(b'URI="', b'URI="https://')},
        {**paper, "format": Format.PADES},
        {**paper, "format": next(one for one in SHAPES if one != form)},
    ):
        with pytest.raises(Doubt):
            shown_by(wrong, turn)
    for other_certificate in (b"", b"other"):
        with pytest.raises(Doubt):
            shown_by(paper, {**turn, "certificate": b64encode(other_certificate).decode()})
    if form is Format.XADES_DETACHED:
        with pytest.raises(Doubt):
            shown_by({**paper, "sha256": other["sha256"]}, turn)
    assert shown_by(paper, turn) == Clear("SHA-256", paper["sha256"])


@pytest.mark.parametrize("form", [Format.CADES, Format.XADES_DETACHED])
def test_the_digest_that_is_shown_is_the_one_that_a_longer_key_signs(
    desk: Desk, form: Format
) -> None:
    desk.show_new_key(new_key(KeyKind.P384))
    batch = asked(desk, b"mot", form=form)
    confirm(batch, desk)
    turn = desk.computer.next()

    (shown,) = [shown_by(one, turn) for one in turn["papers"]]
    sign_portion(desk.computer)

    batch.refresh_from_db()
    assert batch.done_count == 1
    assert shown == Clear("SHA-384", sha384(b"mot").hexdigest())


def test_an_agent_that_is_too_old_is_not_asked_and_the_page_says_which_one_is_needed(
    desk: Desk,
) -> None:
    batch = asked(desk, b"mot", form=Format.CADES)
    confirm(batch, desk)

    asked_for = desk.computer.next(protocol=1)

    page = desk.client.get(batch.get_absolute_url()).content.decode()
    assert asked_for is None
    assert "bản có giao thức 2 trở lên" in page
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == (BatchState.UNCONFIRMED, ["waiting"])
    of_pdf = asked(desk, *pdfs(1))
    confirm(of_pdf, desk)
    assert desk.computer.next(protocol=1)["title"] == of_pdf.title
