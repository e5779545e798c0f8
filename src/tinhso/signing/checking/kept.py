"""Containers that keep a signed file under time-stamps: what lies in them is judged as of then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tinhso.signing.checking.report import (
    Reason,
    Report,
    SignatureFinding,
    verdict_of,
    with_rest,
)
from tinhso.signing.checking.stamps import Stamped, StampState, check_stamp, digest_of
from tinhso.signing.checking.trust import Trust
from tinhso.signing.checking.unpacking import is_data

STAMP: Final = ".tst"
PROOFS: Final = "chung-cu/"
"""Where a container keeps lists, answers and certificates: the standard fixes no place for them."""

PROOF_KINDS: Final = (".cer", ".crl", ".ors")

CheckInside = Callable[[bytes, Trust, Mapping[str, bytes]], Report]
Listed = tuple[bytes, list[Reason], tuple[str, ...]]


@dataclass(frozen=True)
class _Round:
    """One time-stamp of a container: what it covers, and what stands against it."""

    stamped: Stamped
    covers: frozenset[str]
    reasons: tuple[Reason, ...]


def is_kept(inside: Mapping[str, bytes]) -> bool:
    """Tell whether a container's time-stamps stand over its files, and no signature does."""
    names = [name for name in inside if name.startswith("META-INF/")]
    return any(name.endswith(STAMP) for name in names) and not any(
        name.endswith(".p7s") or "signature" in name.lower() for name in names
    )


def check_kept(
    inside: Mapping[str, bytes],
    trust: Trust,
    list_of: Callable[[str], Listed | None],
    check: CheckInside,
) -> tuple[SignatureFinding, ...]:
    """Return the findings on what lies in a container, each judged as of its time-stamps."""
    known = _with_proofs(inside, trust)
    rounds = [
        _round(inside[name], list_of(name), known)
        for name in sorted(inside)
        if name.startswith("META-INF/") and name.endswith(STAMP)
    ]
    data = {name: one for name, one in inside.items() if _is_file(name)}
    found: list[SignatureFinding] = []
    bare: set[str] = set()
    for name, content in data.items():
        over = [one for one in rounds if name in one.covers]
        against = tuple(reason for one in over for reason in one.reasons)
        seen = tuple(one.stamped for one in over if not one.reasons)
        beside = {other: one for other, one in data.items() if other != name}
        report = check(content, replace(known, seen=seen), beside)
        if not report.signatures:
            bare.add(name)
        found += [_told(one, name, against, is_covered=bool(over)) for one in report.signatures]
    bare -= {name for one in found for name in one.files}
    return tuple(with_rest(replace(one, files=()), bare) for one in found)


def _told(
    finding: SignatureFinding, name: str, against: tuple[Reason, ...], *, is_covered: bool
) -> SignatureFinding:
    reasons = tuple(dict.fromkeys((*finding.reasons, *against)))
    covers = finding.covers or (name,)
    return replace(
        finding,
        reasons=reasons,
        verdict=verdict_of(reasons),
        covers=covers,
        whole_file=finding.whole_file and is_covered,
    )


def _round(token: bytes, listed: Listed | None, trust: Trust) -> _Round:
    if listed is None:
        return _Round(Stamped(StampState.BROKEN), frozenset(), ())
    manifest, reasons, covers = listed
    stamped = check_stamp(token, digest_of(manifest), trust)
    if stamped.state is StampState.BROKEN:
        reasons = [*reasons, Reason.STAMP_BROKEN]
    return _Round(stamped, frozenset(covers), tuple(reasons))


def _with_proofs(inside: Mapping[str, bytes], trust: Trust) -> Trust:
    """Return the trust with the proofs that lie in the container; each still proves itself."""

    def held(kind: str) -> list[bytes]:
        return [
            one
            for name, one in inside.items()
            if name.startswith(PROOFS) and name.endswith(f".{kind}")
        ]

    return replace(
        trust,
        others=(*trust.others, *held("cer")),
        crls=(*trust.crls, *held("crl")),
        answers=(*trust.answers, *held("ors")),
    )


def _is_file(name: str) -> bool:
    is_proof = name.startswith(PROOFS) and name.endswith(PROOF_KINDS)
    return is_data(name) and not is_proof
