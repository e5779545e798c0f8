"""Whether what was signed here still holds: every kept signature, and each seal over its paper."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tinhso.kernel import files
from tinhso.kernel.files.crypto import Damaged
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.stores import Missing
from tinhso.signing.checking.files import check_file
from tinhso.signing.checking.report import Report, Verdict
from tinhso.signing.checking.trust import Trust
from tinhso.signing.models import SealAct
from tinhso.signing.registry import signed_uses
from tinhso.signing.rules import SealState
from tinhso.signing.services.verification import current_trust

PORTION: Final = 200
HOLDS: Final = frozenset({Verdict.VALID, Verdict.UNKNOWN})
"""A key revoked since, or a root no longer trusted, leaves the paper itself as it was."""


@dataclass(frozen=True, kw_only=True)
class SignatureFault:
    """What is wrong with one file; `reasons` are codes of the check."""

    code: str
    uid: str
    reasons: tuple[str, ...] = ()


def signature_faults() -> Iterator[SignatureFault]:
    """Yield every signed file whose signatures do not hold, and every seal without its paper."""
    trust = current_trust()
    known: set[int] = set()
    for stored in _signed_files():
        if stored.blob_id in known:
            continue
        known.add(stored.blob_id)
        yield from _faults_of(stored, trust)
    for act in _sealed():
        yield from _faults_of_seal(act)


def _signed_files() -> Iterable[StoredFile]:
    uses = [use for use, _must in signed_uses]
    rows = StoredFile.objects.with_blob().filter(use__in=uses).order_by("pk")
    return rows.iterator(chunk_size=PORTION)


def _faults_of(stored: StoredFile, trust: Trust) -> Iterator[SignatureFault]:
    content = _bytes_of(stored)
    if content is None:
        return
    report = check_file(content, trust)
    if report.verdict is Verdict.UNSIGNED and not signed_uses.get(stored.use):
        return
    if report.verdict not in HOLDS:
        yield SignatureFault(
            code=report.verdict.value, uid=str(stored.uid), reasons=_reasons(report)
        )


def _reasons(report: Report) -> tuple[str, ...]:
    said = (reason.value for one in report.signatures for reason in one.reasons)
    return tuple(dict.fromkeys(said))


def _sealed() -> Iterable[SealAct]:
    rows = SealAct.objects.filter(state=SealState.SEALED).order_by("pk")
    with_files = rows.select_related("sealed_file__blob", "item__signed_file__blob")
    return with_files.iterator(chunk_size=PORTION)


def _faults_of_seal(act: SealAct) -> Iterator[SignatureFault]:
    """Look whether the sealed paper begins with the very bytes that the person signed."""
    if act.sealed_file is None or act.item.signed_file is None:
        yield SignatureFault(code="seal_without_paper", uid=str(act.uid))
        return
    signed, sealed = _bytes_of(act.item.signed_file), _bytes_of(act.sealed_file)
    if signed is not None and sealed is not None and not sealed.startswith(signed):
        yield SignatureFault(code="other_paper_sealed", uid=str(act.uid))


def _bytes_of(stored: StoredFile) -> bytes | None:
    """Return the bytes; what is missing or altered in the store is named by the check of files."""
    try:
        return files.open_file(stored)
    except (Missing, Damaged):
        return None
