"""The board of the register: who holds a certificate on a day, what happened in a period."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tinhso.identity.services import record_list_reading
from tinhso.kernel.actors import actor_of
from tinhso.organization.queries import AgencyLevel
from tinhso.signing import queries
from tinhso.signing.forms_register import PeriodForm
from tinhso.signing.queries import register as asked
from tinhso.signing.rules import CertificateRole, DeviceKind
from tinhso.signing.views._register_figures import NO_DEVICE, Figure, act_figures, on_day, rows_url


@never_cache
@require_safe
def board_view(request: HttpRequest) -> HttpResponse:
    """Show who holds a certificate on a day, and what happened in a period."""
    actor = actor_of(request)
    asked.require_reader(actor)
    form = PeriodForm.of(request.GET)
    board = queries.register_board(actor=actor, **form.days())
    record_list_reading(
        actor=actor, list_name="signing.board", filters={}, count=board.leaders_without
    )
    context = {
        "form": form,
        "board": board,
        "held": _held(board),
        "acts": act_figures(board.acts, since=board.since, until=board.until),
        "levels": [
            [
                Figure(str(level.label), 0, ""),
                *(
                    _figure(board, "", board.levels[level][role], loai=role, cap=level)
                    for role in CertificateRole
                ),
            ]
            for level in AgencyLevel
            if level in board.levels
        ],
        "agencies": [
            [
                Figure(line.name, 0, "", is_data=True),
                *(
                    _figure(board, "", count, loai=role, **{"co-quan": line.code})
                    for role, count in line.counts
                ),
            ]
            for line in board.agencies[: asked.SHOWN]
        ],
        "more_agencies": max(len(board.agencies) - asked.SHOWN, 0),
        "devices": _devices(board),
        "without_url": on_day("without", board.on),
        "leaders_url": on_day("leaders_without", board.on),
    }
    return render(
        request, "signing/register_board.html", context, status=422 if form.errors else 200
    )


def _figure(board: queries.RegisterBoard, label: str, count: int, **asks: object) -> Figure:
    return Figure(label, count, rows_url(ngay=board.on.isoformat(), **asks))


def _held(board: queries.RegisterBoard) -> Sequence[Figure]:
    return [
        _figure(board, str(role.label), board.roles[role], loai=role) for role in CertificateRole
    ]


def _devices(board: queries.RegisterBoard) -> Sequence[Figure]:
    known = [
        _figure(board, str(kind.label), board.devices[kind], **{"thiet-bi": kind})
        for kind in DeviceKind
    ]
    none = {"khong-thiet-bi": "co"}
    return [*known, _figure(board, str(NO_DEVICE), board.devices[""], **none)]
