"""What people do at the portal: file a dossier, complete it, change it, take it back, stop it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tinhso_peers.national_portal.rules import Json
from tinhso_peers.national_portal.store import Store, stamp

CATALOGUE: Final = Path(__file__).with_name("catalogue.json")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One line of a form: `key` may name a part of an answer, as in `dia_chi.line`."""

    key: str
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    value: str = ""
    required: bool = True

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return the choices with their words."""
        return list(zip(self.choices, self.words or self.choices, strict=True))


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """One service of the portal's catalogue."""

    code: str
    name: str
    questions: tuple[Question, ...]
    papers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file that somebody attached."""

    component: str
    name: str
    content: bytes


def catalogue() -> tuple[dict[str, Procedure], list[tuple[str, str]]]:
    """Return the services and the agencies people can choose among."""
    read = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    found = {}
    for one in read["procedures"]:
        questions = tuple(
            Question(
                key=q["key"],
                label=q["label"],
                kind=q.get("kind", "text"),
                choices=tuple(q.get("choices", ())),
                words=tuple(q.get("words", ())),
                value=q.get("value", ""),
                required=q.get("required", True),
            )
            for q in one["questions"]
        )
        papers = tuple((paper["key"], paper["name"]) for paper in one["papers"])
        found[one["code"]] = Procedure(
            code=one["code"], name=one["name"], questions=questions, papers=papers
        )
    return found, [(agency["code"], agency["name"]) for agency in read["agencies"]]


def answers_from(procedure: Procedure, given: Mapping[str, str]) -> dict[str, Json]:
    """Return the e-form's answers as nested values, from the plain fields of a page."""
    answers: dict[str, Json] = {}
    for question in procedure.questions:
        text = given.get(question.key, "").strip()
        if not text:
            continue
        value: Json = text == "co" if question.kind == "yes_no" else text
        _put(answers, question.key.split("."), value)
    return answers


def _put(answers: dict[str, Json], path: list[str], value: Json) -> None:
    """Put a value under a path such as `noi_o.line` or `qua_trinh.0.tu`."""
    head, *rest = path
    if not rest:
        answers[head] = value
        return
    if rest[0].isdigit():
        items = answers.setdefault(head, [])
        if isinstance(items, list):
            while len(items) <= int(rest[0]):
                items.append({})
            inner = items[int(rest[0])]
            if isinstance(inner, dict):
                _put(inner, rest[1:], value)
        return
    inner = answers.setdefault(head, {})
    if isinstance(inner, dict):
        _put(inner, rest, value)


def keep_papers(store: Store, uploads: list[Upload]) -> list[Json]:
    """Keep what was attached; returns how the message names it."""
    named: list[Json] = []
    for upload in uploads:
        key = store.keep_file(upload.name, upload.content)
        named.append(
            {
                "TepDinhKemId": key,
                "TenTepDinhKem": upload.name,
                "MaThanhPhanHoSo": upload.component,
                "DuongDanTaiTepTin": f"/tep/{key}",
            }
        )
    return named


def file_dossier(
    store: Store, procedure: Procedure, given: Mapping[str, str], uploads: list[Upload]
) -> str:
    """File a dossier at the portal and queue its message; returns the portal's number for it."""
    now = stamp()
    number = store.next_number(f"DVCQG-{now[2:8]}")
    person = given.get("SoDinhDanh", "").strip()
    body: dict[str, Json] = {
        "MaHoSo": number,
        "MaTTHC": procedure.code,
        "TenTTHC": procedure.name,
        "KenhThucHien": "2",
        "MaCoQuanXuLy": given.get("MaCoQuanXuLy", ""),
        "ChuHoSo": given.get("ChuHoSo", "").strip(),
        "LoaiDoiTuong": given.get("LoaiDoiTuong", "1"),
        "MaDoiTuong": f"TECHID-{person}",
        "DinhDanhCHS": [{"LoaiDinhDanh": "2" if len(person) == 9 else "1", "SoDinhDanh": person}]
        if person
        else [],
        "SoDienThoai": given.get("SoDienThoai", "").strip(),
        "Email": given.get("Email", "").strip(),
        "DiaChi": given.get("DiaChi", "").strip(),
        "TaiKhoanDuocXacThucVoiVNeID": "1",
        "NgayNopHoSo": now,
        "DuLieuEForm": answers_from(procedure, given),
        "TaiLieuNop": keep_papers(store, uploads),
    }
    store.file_dossier(number, procedure.code, str(body["MaCoQuanXuLy"]), body)
    store.add_message(number, "NopHoSo", body)
    return number


def complete(
    store: Store, number: str, kind: str, answers: dict[str, Json], uploads: list[Upload]
) -> str:
    """Queue a supplement (`BoSungHoSo`) or a change of content (`ThayDoiNoiDung`)."""
    body: dict[str, Json] = {
        "MaHoSo": number,
        "NgayBoSung": stamp(),
        "DuLieuEForm": answers,
        "TaiLieuNop": keep_papers(store, uploads),
    }
    return store.add_message(number, kind, body)


def take_back(store: Store, number: str, reason: str) -> str:
    """Queue the applicant's wish to take his dossier back."""
    return store.add_message(number, "RutHoSo", {"MaHoSo": number, "LyDo": reason})


def stop(store: Store, number: str, reason: str, notice: bytes) -> str:
    """Queue the portal's own notice that the work on a dossier stops."""
    key = store.keep_file("thong-bao-dung.pdf", notice)
    body: dict[str, Json] = {
        "MaHoSo": number,
        "SoThongBao": f"{stamp()[8:]}/TBD-DVCQG",
        "NgayThongBao": stamp(),
        "LyDo": reason,
        "TepThongBao": {"TenTepDinhKem": "thong-bao-dung.pdf", "DuongDanTaiTepTin": f"/tep/{key}"},
    }
    return store.add_message(number, "ThongBaoDung", body)
