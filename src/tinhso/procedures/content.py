"""What a version of a procedure says, before it is published; and how source records become it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, cast

from tinhso.kernel.db.text import canonical_json, fold, nfc
from tinhso.procedures.parts import Data, rows_of, text_of
from tinhso.procedures.traps import flags_of, printed_terms

TWO_TIERS_SINCE: Final = date(2025, 7, 1)
"""From this day communes and provinces alone resolve; the earliest day a present level can hold."""

_LEVELS: Final = {"xa": "commune", "tinh": "province", "bo": "ministry"}
Rows = list[dict[str, object]]


@dataclass(frozen=True, kw_only=True)
class VersionContent:
    """All that a version says; fields are those of `ProcedureVersion`."""

    name: str
    official_name: str
    resolving_body: str
    as_of: date
    source: str
    ministry: str = ""
    summary: str = ""
    at_commune: bool = False
    at_province: bool = False
    at_ministry: bool = False
    service_level: str = "offline"
    applicants: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)
    stop_allowed: bool = True
    has_field_check: bool = False
    can_be_filed: bool = False
    is_demonstration: bool = False
    components_data: Rows = field(default_factory=list)
    cases_data: Rows = field(default_factory=list)
    terms_data: Rows = field(default_factory=list)
    fees_data: Rows = field(default_factory=list)
    steps_data: Rows = field(default_factory=list)
    questions_data: Rows = field(default_factory=list)
    supplement_reasons_data: Rows = field(default_factory=list)
    refusal_reasons_data: Rows = field(default_factory=list)
    results_data: Rows = field(default_factory=list)
    laws_data: Rows = field(default_factory=list)
    form_data: dict[str, object] | None = None
    process_data: dict[str, object] | None = None
    settings_data: dict[str, object] = field(default_factory=dict)
    decision: str = ""
    source_note: str = ""
    raw: str = ""
    flags: list[dict[str, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the canonical text, by which the same content is known again."""
        plain = {**vars(self), "as_of": self.as_of.isoformat()}
        return hashlib.sha256(canonical_json(plain).encode()).hexdigest()


@cache
def read_data(name: str) -> object:
    """Return a data file of this room; read once."""
    return json.loads((files("tinhso.procedures") / "data" / name).read_text("utf-8"))


def source_records() -> list[Data]:
    """Return the records as they came, one of each procedure."""
    return cast("list[Data]", read_data("procedures.json"))


def catalogue_words() -> Data:
    """Return fields, events of life and everyday words."""
    return cast(Data, read_data("catalogue.json"))


def worked_out(code: str) -> Data | None:
    """Return the worked-out data of a procedure, or None when it is only described."""
    file = files("tinhso.procedures") / "data" / "worked_out" / f"{code}.json"
    return cast(Data, json.loads(file.read_text("utf-8"))) if file.is_file() else None


def paper_names() -> list[str]:
    """Return the names of the result papers this room can make, in order."""
    folder = files("tinhso.procedures") / "papers"
    names = (file.name.removesuffix(".typ") for file in folder.iterdir())
    return sorted(name for name in names if name not in {"common", "__pycache__"})


def described(record: Data, *, resolving_body: str) -> VersionContent:
    """Turn a source record into content, with its raw text kept and its traps flagged."""
    term = cast(Data, record["time_limit"])
    fee = cast(Data, record["fee"])
    channels = rows_of(record, "channels")
    kinds = list(dict.fromkeys(text_of(row, "channel") for row in channels))
    levels = {_LEVELS[code] for code in cast("list[str]", record["level"])}
    return VersionContent(
        name=nfc(text_of(record, "name")),
        official_name=nfc(text_of(record, "official_name")),
        resolving_body=resolving_body,
        ministry=nfc(text_of(record, "ministry")),
        at_commune="commune" in levels,
        at_province="province" in levels,
        at_ministry="ministry" in levels,
        service_level="full" if "online" in kinds else "offline",
        applicants=_applicants(record),
        channels=kinds,
        components_data=[_component(row) for row in rows_of(record, "components")],
        terms_data=[term_row(term, raw="; ".join(printed_terms(channels)))],
        fees_data=[dict(fee)],
        results_data=[dict(row) for row in rows_of(record, "results")],
        laws_data=[{"number": nfc(n)} for n in cast("list[str]", record["laws"])],
        decision=text_of(record, "decision"),
        as_of=date.fromisoformat(text_of(record, "as_of")),
        source=text_of(record, "source"),
        source_note=text_of(record, "checked"),
        raw=json.dumps(record, ensure_ascii=False, indent=1),
        flags=[
            *flags_of(record),
            {"code": "level_of_service_assumed", "value": ""},
            {"code": "start_assumed", "value": ""},
        ],
    )


def with_work(plain: VersionContent, work: Data) -> VersionContent:
    """Lay worked-out parts over a described procedure: form, process, reasons, papers."""
    names = cast(Mapping[str, str], work.get("laws_named") or {})
    laws: Rows = [
        {"number": law["number"], "name": names.get(str(law["number"]), "")}
        for law in plain.laws_data
    ]
    taken: dict[str, object] = {
        key: work[key]
        for key in (
            "name",
            "summary",
            "service_level",
            "channels",
            "stop_allowed",
            "has_field_check",
            "can_be_filed",
            "is_demonstration",
        )
        if key in work
    }
    for key in (
        "components",
        "cases",
        "terms",
        "fees",
        "steps",
        "questions",
        "supplement_reasons",
        "refusal_reasons",
        "results",
        "settings",
    ):
        if key in work:
            taken[f"{key}_data"] = work[key]
    note = " ".join(part for part in (plain.source_note, text_of(work, "note")) if part)
    kept = {name: getattr(plain, name) for name in plain.__dataclass_fields__}
    kept |= taken | {
        "laws_data": laws,
        "form_data": work.get("form"),
        "process_data": work.get("process"),
        "source_note": note,
    }
    return VersionContent(**kept)


def _applicants(record: Data) -> list[str]:
    """Mend what the source split at commas: "Cán bộ, công chức, viên chức" is one."""
    joined: list[str] = []
    for raw in cast("list[str]", record["applicant"]):
        text = nfc(raw)
        if joined and text[:1].islower():
            joined[-1] = f"{joined[-1]}, {text}"
        else:
            joined.append(text)
    return joined


def _component(row: Data) -> dict[str, object]:
    name = nfc(text_of(row, "name"))
    condition = text_of(row, "condition")
    key = "_".join(fold(name).split()[:6])
    source = "csdl" in fold(condition) or "co so du lieu" in fold(condition)
    told = {name: row[name] for name in ("paper_type", "hint") if row.get(name)}
    return {
        "key": "".join(c for c in key if c.isalnum() or c == "_"),
        "name": name,
        "originals": row.get("originals") or 0,
        "copies": row.get("copies") or 0,
        "required": bool(row.get("required")),
        "condition": condition,
        "data_source": condition if source else "",
        **told,
    }


def term_row(term: Data, *, raw: str, channel: str = "") -> dict[str, object]:
    """Return a source's term as a version keeps it; a day with an hour in its note ends there."""
    note = text_of(term, "note")
    same_day = term.get("value") == 1 and "15 giờ" in note
    return {
        "channel": channel,
        "case": "",
        "value": term.get("value"),
        "unit": "same_day" if same_day else text_of(term, "unit"),
        "cut_off": "15:00" if same_day else "",
        "raw": raw,
        "origin": text_of(term, "origin"),
        "note": note,
    }
