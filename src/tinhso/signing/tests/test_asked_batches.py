"""Batches by keys that ask their holder: a PIN on a device, a code of a remote service."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor
from tinhso.kernel.jobs.testing import run_waiting_jobs
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.checking.report import Verdict
from tinhso.signing.models import BatchFile, Certificate, KeyUse, SigningBatch
from tinhso.signing.rules import BatchAct, BatchState, Format, ItemState, UseOutcome, UseSource
from tinhso.signing.services import batches_working
from tinhso.signing.testing import (
    PIN,
    SETUP,
    Devices,
    a_plain_pdf,
    an_item,
    confirmed,
    on_device,
)
from tinhso_peers.remote_signer.server import RemoteSigner

pytestmark = pytest.mark.django_db
PLACE = "/lam-viec/lo-ky/"
WRONG = "000000"


class Person:
    """An official who signs files of his own, signed in to the site."""

    def __init__(self) -> None:
        account, unit = OfficialFactory.create(), UnitFactory.create()
        give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.client = Client()
        self.client.force_login(account)
        self.login, self.name, self.uid = account.login, account.name, account.uid
        self.actor: Actor = actor_for(account)

    def batch(
        self, files_: int = 3, form: Format | None = None, contents: Sequence[bytes] = ()
    ) -> SigningBatch:
        pdfs = [a_plain_pdf() + b"\n" * place for place in range(1, files_ + 1)]
        given = [
            services.give_file(content=one, name=f"don-{place}.pdf", actor=self.actor).uid
            for place, one in enumerate(contents or pdfs, start=1)
        ]
        wanted = services.WantedBatch(act=BatchAct.SIGN, form=form)
        return services.open_batch(wanted=wanted, given=given, actor=self.actor)

    def confirm(self, batch: SigningBatch, secret: str) -> str:
        """Confirm on the pages; return the page on which he ends."""
        started = self.client.post(f"{batch.get_absolute_url()}xac-nhan/")
        code = queries.codes_on_telephone(actor=self.actor)[0].secret
        given = {"code": code, "secret": secret or "?"}
        done = self.client.post(started["Location"], given, follow=True)
        batch.refresh_from_db()
        return done.content.decode()


def made_of(batch: SigningBatch) -> list[tuple[str, str]]:
    return [(row.state, row.fault) for row in queries.batch_files(batch=batch)]


def valid(batch: SigningBatch) -> list[str]:
    rows = [row.result for row in queries.batch_files(batch=batch) if row.result is not None]
    return [services.verify_pdf(files.open_file(one)).verdict for one in rows]


# --- a PIN on a device


def test_a_batch_is_signed_by_one_pin_after_a_wrong_one_was_told(devices: Devices) -> None:
    person = Person()
    certificate = on_device(devices.plug("Thẻ"), account_uid=person.uid)
    batch = person.batch()

    wrong = person.confirm(batch, WRONG)
    after_wrong = batch.state
    person.confirm(batch, PIN)

    assert "Mã PIN chưa đúng. Thiết bị báo đã có lần nhập sai" in wrong
    assert WRONG not in wrong
    assert (after_wrong, batch.state) == (BatchState.UNCONFIRMED, BatchState.DONE)
    assert valid(batch) == [Verdict.VALID] * 3
    uses = queries.own_key_uses(actor=person.actor).filter(batch_uid=batch.uid)
    assert {(one.certificate_id, one.source, one.outcome) for one in uses} == {
        (certificate.pk, UseSource.BATCH, UseOutcome.SIGNED)
    }


def test_a_device_pulled_out_fails_what_follows_and_only_that_is_signed_again(
    devices: Devices, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person = Person()
    on_device(devices.plug("Thẻ"), account_uid=person.uid)
    batch = person.batch()
    keep, folder = batches_working.keep_made, devices.folder / "devices"

    def keep_and_pull(row: BatchFile, *given: object) -> None:
        keep(row, *given)  # type: ignore[arg-type]  # passed through untouched
        folder.rename(tmp_path / "pulled")
        folder.mkdir()

    monkeypatch.setattr(batches_working, "keep_made", keep_and_pull)
    person.confirm(batch, PIN)
    monkeypatch.setattr(batches_working, "keep_made", keep)
    pulled = (batch.state, made_of(batch))
    folder.rmdir()
    (tmp_path / "pulled").rename(folder)

    person.client.post(f"{batch.get_absolute_url()}lam-lai/")
    person.confirm(batch, PIN)

    assert pulled == (
        BatchState.DONE,
        [("done", ""), *[("failed", "signing.device_refused")] * 2],
    )
    assert made_of(batch) == [("done", "")] * 3
    assert KeyUse.objects.filter(outcome=UseOutcome.SIGNED).count() == 3


def test_a_worker_killed_amid_a_batch_by_pin_leaves_the_rest_to_its_owner(
    devices: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person()
    on_device(devices.plug("Thẻ"), account_uid=person.uid)
    batch = person.batch()
    keep = batches_working.keep_made

    def keep_one_and_die(*given: object) -> None:
        if SigningBatch.objects.get(pk=batch.pk).done_count:
            raise KeyboardInterrupt
        keep(*given)  # type: ignore[arg-type]  # passed through untouched

    monkeypatch.setattr(batches_working, "keep_made", keep_one_and_die)
    with pytest.raises(KeyboardInterrupt):
        person.confirm(batch, PIN)
    monkeypatch.setattr(batches_working, "keep_made", keep)
    batch.refresh_from_db()
    assert batch.confirmed_at is not None
    died = batch.state

    with time_machine.travel(batch.confirmed_at + timedelta(minutes=6)):
        run_waiting_jobs("signing.batch")
        batch.refresh_from_db()
        waiting = (batch.state, batch.done_count)
        person.confirm(batch, PIN)

    assert (died, waiting) == (BatchState.RUNNING, (BatchState.UNCONFIRMED, 1))
    assert (batch.state, batch.done_count, batch.failed_count) == (BatchState.DONE, 3, 0)


# --- a code of a remote service


@pytest.fixture
def signer(settings: Settings) -> Iterator[RemoteSigner]:
    made = RemoteSigner(client="tinhso", secret="bi-mat")
    settings.TINHSO_CSC_URL = made.url
    settings.TINHSO_CSC_CLIENT, settings.TINHSO_CSC_SECRET = "tinhso", "bi-mat"
    made.start()
    yield made
    made.stop()


class Remote(Person):
    """An official whose key a service keeps."""

    def __init__(self, signer: RemoteSigner, *, scal: str) -> None:
        super().__init__()
        self.vault = signer.vault
        self.credential = signer.vault.add(self.login, self.name, scal=scal)
        self.certificate: Certificate = services.link_remote(
            login=self.login, credential=self.credential, actor=SETUP
        )

    def by_code(self, batch: SigningBatch) -> str:
        started = self.client.post(f"{batch.get_absolute_url()}xac-nhan/")
        code = queries.codes_on_telephone(actor=self.actor)[0].secret
        given = {"code": code, "secret": self.vault.credentials[self.credential].code}
        done = self.client.post(started["Location"], given, follow=True)
        batch.refresh_from_db()
        return done.content.decode()


@pytest.mark.parametrize("scal", ["1", "2"])
def test_a_batch_is_signed_by_one_code_for_just_its_files(signer: RemoteSigner, scal: str) -> None:
    person = Remote(signer, scal=scal)
    batch = person.batch()

    person.by_code(batch)

    assert (batch.state, made_of(batch)) == (BatchState.DONE, [("done", "")] * 3)
    assert signer.asked.paths.count("/csc/v2/credentials/authorize") == 1
    (activation,) = signer.vault.activations.values()
    assert activation.left == 0
    assert (activation.hashes is None) == (scal == "1")
    for row in queries.batch_files(batch=batch):
        assert row.result is not None
        (found,) = services.verify_pdf(files.open_file(row.result)).signatures
        assert found.verdict in {Verdict.VALID, Verdict.UNKNOWN}
        assert found.signer == person.certificate.name


def test_a_wrong_code_begins_nothing(signer: RemoteSigner) -> None:
    person = Remote(signer, scal="1")
    batch = person.batch()

    told = person.confirm(batch, "khong-phai")

    assert "Mã của dịch vụ ký từ xa chưa đúng" in told
    assert (batch.state, batch.handled_count) == (BatchState.UNCONFIRMED, 0)


def test_the_service_signs_no_hash_that_was_not_named(
    signer: RemoteSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Remote(signer, scal="2")
    batch = person.batch(2)
    authorize = signer.vault.authorize

    def for_the_first_alone(
        known: str, code: str, count: int, hashes: list[str] | None = None
    ) -> str:
        return authorize(known, code, 1, (hashes or [])[:1])

    monkeypatch.setattr(signer.vault, "authorize", for_the_first_alone)
    person.by_code(batch)

    assert made_of(batch) == [("done", ""), ("failed", "signing.service_refused")]
    assert list(KeyUse.objects.order_by("pk").values_list("outcome", flat=True)) == [
        UseOutcome.SIGNED,
        UseOutcome.FAILED,
    ]


def test_papers_of_the_queue_are_named_to_the_service_before_the_code(
    signer: RemoteSigner,
) -> None:
    person = Remote(signer, scal="2")
    items = [an_item(person.actor) for _number in range(2)]
    for item in items:
        services.open_item(item_uid=item.uid, actor=person.actor)
    confirmation, code = confirmed(person.actor, *items)
    services.begin_secret(person.certificate)

    outcomes = services.sign_items(
        item_uids=[item.uid for item in items],
        confirmation_uid=confirmation,
        code=code,
        secret=signer.vault.credentials[person.credential].code,
        actor=person.actor,
    )

    assert [one.signed for one in outcomes] == [True, True]
    (activation,) = signer.vault.activations.values()
    assert (activation.left, len(activation.hashes or ())) == (0, 2)
    for item in items:
        item.refresh_from_db()
        assert (item.state, item.signed_file is None) == (ItemState.SIGNED, False)


@pytest.mark.parametrize("scal", ["1", "2"])
@pytest.mark.parametrize("form", [one for one in Format if one != Format.PADES])
def test_a_key_at_a_service_signs_what_is_no_pdf(
    signer: RemoteSigner, form: Format, scal: str
) -> None:
    person = Remote(signer, scal=scal)
    contents = [f"<don so='{number}'/>".encode() for number in range(3)]
    batch = person.batch(form=form, contents=contents)

    person.by_code(batch)

    assert (batch.state, made_of(batch)) == (BatchState.DONE, [("done", "")] * 3)
    (activation,) = signer.vault.activations.values()
    assert activation.left == 0
    assert len(activation.hashes or ()) == (3 if scal == "2" else 0)
    for row, content in zip(queries.batch_files(batch=batch), contents, strict=True):
        assert row.result is not None
        report = services.verify(
            files.open_file(row.result), outside={"": content, row.name: content}
        )
        assert report.verdict in {Verdict.VALID, Verdict.UNKNOWN}
        assert report.signatures[0].signer == person.certificate.name
