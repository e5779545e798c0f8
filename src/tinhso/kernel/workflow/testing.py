"""Processes for tests of the engine and of the rooms above."""

from collections.abc import Mapping

Data = dict[str, object]


def task(key: str, *ways: str, **more: object) -> Data:
    """Return a plain step that leads to these others, one move each."""
    return {
        "key": key,
        "name": key.capitalize(),
        "kind": "task",
        "role": "specialist",
        "relation": "resolving",
        "hours": 8,
        "moves": [way(to) for to in ways],
        **more,
    }


def way(to: str, **more: object) -> Data:
    """Return a move named for where it leads."""
    return {"key": f"toi-{to}", "label": to, "to": to, "permission": "test.work", **more}


def end(key: str = "xong", outcome: str = "resolved") -> Data:
    """Return an end."""
    return {"key": key, "name": "Xong", "kind": "end", "outcome": outcome}


def process(*steps: Mapping[str, object]) -> Data:
    """Return a process that starts at its first step."""
    return {"start": steps[0]["key"], "steps": [dict(step) for step in steps]}


def permit_process() -> Data:
    """Return a process with every kind of turn: split, join, consultation, rework, condition."""
    return process(
        task("phan-cong", "chia", hours=4),
        {
            "key": "chia",
            "name": "Chia",
            "kind": "split",
            "branches": ["tham-dinh", "kiem-tra"],
            "join": "gop",
        },
        task("tham-dinh", "lay-y-kien", hours=16),
        {
            "key": "lay-y-kien",
            "name": "Lấy ý kiến",
            "kind": "consultation",
            "role": "specialist",
            "relation": "consulted",
            "hours": 24,
            "silence": "report",
            "to": "gop",
            "moves": [
                {"key": "dong-y", "label": "Đồng ý", "permission": "test.opinion"},
                {
                    "key": "khong",
                    "label": "Không đồng ý",
                    "permission": "test.opinion",
                    "reason": "required",
                },
            ],
        },
        task(
            "kiem-tra",
            "gop",
            kind="field_check",
            hours=8,
            when={"eq": ["loai", "moi"]},
            otherwise="gop",
        ),
        {"key": "gop", "name": "Gộp", "kind": "join", "to": "ky"},
        task(
            "ky",
            "xong",
            kind="sign",
            role="leader",
            hours=8,
            moves=[
                way("xong"),
                way("phan-cong", key="tra-lai", kind="return", reason="required"),
            ],
        ),
        end(),
    )
