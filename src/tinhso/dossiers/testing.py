"""A small world of two communes, and dossiers grown in it through the services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pikepdf
from django.test import Client
from django.utils import timezone

from tinhso.dossiers import services
from tinhso.dossiers.models import Dossier, PartyRole
from tinhso.dossiers.permissions import DossierPermission as P
from tinhso.dossiers.rules.answers import FORM_COMPONENTS
from tinhso.dossiers.services import AttachmentInput, ConsultInput, PartyInput
from tinhso.identity.permissions import IdentityPermission
from tinhso.identity.testing import Account, OfficialFactory, PersonFactory, Sight, give_role
from tinhso.kernel import files
from tinhso.kernel.actors import Actor, ActorKind, system_actor
from tinhso.kernel.eforms import Json, sample_answers
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import AgencyFactory, UnitFactory
from tinhso.procedures import queries as procedures
from tinhso.procedures.testing import load_catalogue, newest_version
from tinhso.signing import services as signing
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.queries import item_of
from tinhso.signing.testing import certificate_for, confirmed

if TYPE_CHECKING:
    from tinhso.identity.models import Person
    from tinhso.organization.models import Agency, Unit
    from tinhso.procedures.models import ProcedureVersion

PERMIT = "1.013225"
BIRTH = "1.001193"
PLACE = {
    "province_code": "04",
    "province": "Tỉnh Cao Bằng",
    "commune_code": "01789",
    "commune": "Xã Đông Khê",
    "line": "Xóm Nà Pồng",
}


@lru_cache(maxsize=1)
def tiny_pdf() -> bytes:
    """Return a sound PDF of one empty page."""
    target = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        document.save(target)
    return target.getvalue()


def permit_answers(**changes: Any) -> dict[str, object]:
    """Return the answers of a house of two floors, complete and valid."""
    return {
        "loai_cong_trinh": "nha_o",
        "cap_cong_trinh": "cap_iv",
        "co_lien_ke": False,
        "gan_di_tich": False,
        "khai_thac_dat_dien_tu": False,
        "chu_dau_tu_la": "ca_nhan",
        "cdt_ho_ten": "Triệu Văn Páo",
        "cdt_so_dinh_danh": "004085001234",
        "cdt_dia_chi": PLACE,
        "cdt_dien_thoai": "0912345678",
        "dd_dia_chi": PLACE,
        "dd_so_thua": "118",
        "dd_to_ban_do": "24",
        "dd_dien_tich_dat": 312,
        "dd_so_giay_chung_nhan": "CB 123456",
        "tk_don_vi": "Công ty Tư vấn xây dựng Cao Bằng",
        "qm_dien_tich_tang_1": 86,
        "qm_so_tang": 2,
        "qm_tang": [
            {"ten_tang": "Tầng 1", "dien_tich": "86"},
            {"ten_tang": "Tầng 2", "dien_tich": "80"},
        ],
        "qm_chieu_cao": 7,
        "tg_khoi_cong": "2027-01",
        "tg_hoan_thanh": "2027-08",
        "cam_ket": True,
        **changes,
    }


@dataclass
class Commune:
    """One commune's committee with its desk, division, leadership and office."""

    agency: "Agency"
    desk: "Unit"
    division: "Unit"
    leadership: "Unit"
    office: "Unit"

    @classmethod
    def make(cls, name: str, code: str, parent: "Agency") -> "Commune":
        """Make a commune below the province."""
        agency = AgencyFactory.create(
            name=f"Ủy ban nhân dân xã {name}", code_new=code, parent=parent
        )
        return cls(
            agency=agency,
            desk=UnitFactory.create(agency=agency, kind="desk", name=f"Một cửa xã {name}"),
            division=UnitFactory.create(agency=agency, kind="specialist", name="Phòng Kinh tế"),
            leadership=UnitFactory.create(agency=agency, kind="leadership", name="Lãnh đạo"),
            office=UnitFactory.create(agency=agency, kind="office", name="Văn phòng"),
        )

    def official(
        self, *permissions: str, unit: "Unit", name: str = "Cán bộ", sees_agency: bool = False
    ) -> Actor:
        """Return an official of one unit with these permissions there."""
        keys = {f"u:{unit.pk}"} | ({f"a:{self.agency.pk}"} if sees_agency else set())
        made = make_actor(
            *permissions,
            unit_id=unit.pk,
            agency_id=self.agency.pk,
            sight_keys=frozenset(keys),
        )
        account = OfficialFactory.create(uid=made.id, name=name)
        give_role(
            account,
            *permissions,
            agency_id=self.agency.pk,
            unit_id=unit.pk,
            sight=Sight.AGENCY_AND_BELOW if sees_agency else Sight.OWN_UNIT,
        )
        return Actor(**{**made.__dict__, "name": name})

    @cached_property
    def clerk_of_desk(self) -> Actor:
        """The desk officer."""
        return self.official(
            P.RECEIVE,
            P.RETURN_RESULT,
            IdentityPermission.VIEW_PERSONS,
            SigningPermission.SIGN_SCAN,
            unit=self.desk,
            name="Hoàng Mai",
        )

    @cached_property
    def specialist(self) -> Actor:
        """The specialist of the division."""
        return self.official(
            P.APPRAISE,
            P.ANSWER_CONSULTATION,
            SigningPermission.SIGN_SCAN,
            unit=self.division,
            name="Nông Văn Tú",
        )

    @cached_property
    def colleague(self) -> Actor:
        """Another specialist of the same division."""
        return self.official(P.APPRAISE, unit=self.division, name="Lê Thu")

    @cached_property
    def leader(self) -> Actor:
        """The chairman, who assigns and signs; he has a certificate."""
        actor = self.official(
            P.ASSIGN,
            P.SIGN,
            P.OVERSEE,
            P.OVERRIDE_SUPPLEMENT,
            P.ANSWER_CONSULTATION,
            SigningPermission.SIGN_ITEM,
            SigningPermission.SIGN_SCAN,
            unit=self.leadership,
            name="Nông Thị Hạnh",
            sees_agency=True,
        )
        certificate_for(account_uid=actor.id, name=actor.name)
        return actor

    @cached_property
    def clerk(self) -> Actor:
        """The clerk who numbers and seals for the agency."""
        certificate_for(agency_id=self.agency.pk)
        return self.official(
            P.ISSUE,
            SigningPermission.SEAL_DOCUMENT,
            unit=self.office,
            name="Đàm Thị Văn",
            sees_agency=True,
        )


@dataclass
class World:
    """Two communes of one province, two citizens, the permit's procedure."""

    province: "Agency"
    here: Commune
    there: Commune
    citizen: Actor
    stranger: Actor
    person: "Person"
    version: "ProcedureVersion"

    @classmethod
    def make(cls, code: str = PERMIT) -> "World":
        """Make the world and load the procedures it knows, not the whole catalogue."""
        load_catalogue(BIRTH, PERMIT, code)
        province = AgencyFactory.create(name="Ủy ban nhân dân tỉnh Cao Bằng", code_new="H14")
        person = PersonFactory.create(name="Triệu Văn Páo", number="004085001234")
        other = PersonFactory.create(name="Lý Thị Mẩy")
        return cls(
            province=province,
            here=Commune.make("Đông Khê", "H14.20.05", province),
            there=Commune.make("Thạch An", "H14.20.06", province),
            citizen=citizen_of(person),
            stranger=citizen_of(other),
            person=person,
            version=newest_version(code),
        )


def browser_of(actor: Actor) -> Client:
    """Return a browser in which this official is signed in."""
    browser = Client()
    browser.force_login(Account.objects.get(uid=_id(actor)))
    return browser


def citizen_of(person: "Person") -> Actor:
    """Return a signed-in citizen."""
    made = make_actor(
        kind=ActorKind.CITIZEN,
        person_id=person.pk,
        sight_keys=frozenset({f"p:{person.pk}"}),
    )
    return Actor(**{**made.__dict__, "name": person.name})


def a_file(name: str = "giay-to.pdf") -> StoredFile:
    """Return a small kept paper."""
    return files.store(
        content=tiny_pdf(),
        name=name,
        use="dossiers.component",
        actor=system_actor("dossiers.tests"),
        owner_class="personal",
    )


def the_owner(world: World, **changes: Any) -> PartyInput:
    """Return the applicant as owner."""
    known: dict[str, Any] = {
        "role": PartyRole.OWNER,
        "name": world.person.name,
        "person_id": world.person.pk,
        "identity_number": "004085001234",
        "phone": "0912345678",
        "address": "Xóm Nà Pồng, xã Đông Khê",
        **changes,
    }
    return PartyInput(**known)


def submitted(world: World, *, token: UUID | None = None, **changes: Any) -> Dossier:
    """Return a dossier a citizen filed online."""
    known: dict[str, Any] = {
        "token": token or uuid4(),
        "procedure_code": world.version.procedure.code,
        "resolving_agency_id": world.here.agency.pk,
        "answers": permit_answers(),
        "parties": [the_owner(world)],
        "attachments": [
            AttachmentInput(component_key="giay_to_dat", file=a_file()),
            AttachmentInput(component_key="ban_ve", file=a_file()),
        ],
        "actor": world.citizen,
        **changes,
    }
    return services.submit(**known)


def filed(world: World, **changes: Any) -> Dossier:
    """Return a dossier filed the way its procedure takes: online, else by somebody at the desk."""
    if "online" in world.version.channels:
        return submitted(world, **changes)
    return services.take_in(
        token=uuid4(),
        procedure_code=world.version.procedure.code,
        resolving_agency_id=world.here.agency.pk,
        parties=[the_owner(world)],
        actor=world.here.clerk_of_desk,
        **changes,
    )


def accepted(world: World, *, taken_in_by: Commune | None = None, **changes: Any) -> Dossier:
    """Return a dossier the desk, or another commune's, took in; it lies with the unit."""
    desk = taken_in_by or world.here
    dossier = submitted(world, receiving_agency_id=desk.agency.pk, **changes)
    return services.accept(uid=dossier.uid, actor=desk.clerk_of_desk)


def assigned(world: World, **changes: Any) -> Dossier:
    """Return a dossier in the specialist's hands."""
    dossier = accepted(world, **changes)
    specialist = world.here.specialist
    assert specialist.id is not None  # noqa: S101  # for the type checker
    return services.assign(
        uid=dossier.uid,
        assignee=specialist.id,
        actor=world.here.leader,
    )


def visited(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose field check is recorded and whose appraisal goes on."""
    dossier = assigned(world, **changes)
    check = services.invite_field_check(
        uid=dossier.uid,
        actor=world.here.specialist,
        at=timezone.now() + timedelta(days=1),
        place="Thửa đất số 118",
    )
    services.record_field_check(
        uid=dossier.uid,
        check_uid=check.uid,
        actor=world.here.specialist,
        outcome="met",
        findings="Đúng hiện trạng.",
    )
    dossier.refresh_from_db()
    return dossier


def before_leader(world: World, *, kind: str = "grant", **changes: Any) -> Dossier:
    """Return a dossier whose draft result waits for the leader's signature."""
    dossier = visited(world, **changes)
    specialist, leader = world.here.specialist, world.here.leader
    assert leader.id is not None  # noqa: S101  # for the type checker
    data = {"reason": "Không phù hợp quy hoạch."} if kind == "refusal" else {}
    services.draft_result(uid=dossier.uid, actor=specialist, data=data, kind=kind)
    services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=leader.id)
    dossier.refresh_from_db()
    return dossier


def signed(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose result the leader has signed."""
    return sign(world, before_leader(world, **changes))


def sign(world: World, dossier: Dossier) -> Dossier:
    """Let the leader read and sign the draft that waits for him."""
    leader = world.here.leader
    item = item_of(kind="dossiers.result", reference=str(dossier.results.get().uid))
    assert item is not None  # noqa: S101  # for the type checker
    signing.open_item(item_uid=item.uid, actor=leader)
    confirmation, code = confirmed(leader, item)
    signing.sign_items(item_uids=[item.uid], confirmation_uid=confirmation, code=code, actor=leader)
    dossier.refresh_from_db()
    return dossier


def resolved(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose result is numbered and sealed."""
    dossier = signed(world, **changes)
    services.issue(uid=dossier.uid, actor=world.here.clerk)
    dossier.refresh_from_db()
    return dossier


def returned(world: World, **changes: Any) -> Dossier:
    """Return a dossier whose result the applicant holds."""
    dossier = resolved(world, **changes)
    return services.return_result(
        uid=dossier.uid,
        actor=world.here.clerk_of_desk,
        received_by=world.person.name,
        identity_checked=True,
    )


def sample_of(version: "ProcedureVersion", **known: Json) -> dict[str, Any]:
    """Return sound answers and the papers they call for, as `submit` and `take_in` want them."""
    spec = procedures.form_of(version=version)
    today = timezone.localdate()
    answers = sample_answers(spec, today=today, known=known) if spec is not None else {}
    owed = procedures.components_for(version=version, answers=answers, on=today)
    return {
        "answers": answers,
        "attachments": [
            AttachmentInput(component_key=component.key, file=a_file())
            for component in owed
            if component.required
            and not component.shown_only
            and component.key not in FORM_COMPONENTS
        ],
    }


def resolve(world: World, dossier: Dossier) -> None:
    """Lead a filed dossier through its own process, step by step, until the result is returned.

    At each step the first way forward is taken: who consults asks the neighbour, who agrees.
    """
    if dossier.accepted_at is None:
        services.accept(uid=dossier.uid, actor=world.here.clerk_of_desk)
    acts = _acts(world)
    dossier.refresh_from_db()
    process = procedures.process_of(version=dossier.procedure_version)
    while process is not None and dossier.step_key:
        step = process.steps[dossier.step_key]
        act = next(move.key for move in step.moves if move.kind == "forward")
        if step.role == "specialist" and dossier.assignee is None:
            services.take(uid=dossier.uid, actor=world.here.specialist)
        acts[act](dossier)
        dossier.refresh_from_db()


def _acts(world: World) -> dict[str, Callable[[Dossier], object]]:
    """Return what each move of a process means here, by its key."""
    here, neighbour = world.here, world.there
    specialist, leader = here.specialist, here.leader

    def visit(dossier: Dossier) -> None:
        services.record_field_check(
            uid=dossier.uid,
            check_uid=dossier.field_checks.latest("pk").uid,
            actor=specialist,
            outcome="met",
            findings="Đúng hiện trạng.",
        )

    def ask(dossier: Dossier) -> None:
        question = ConsultInput(agency_id=neighbour.agency.pk, question="Đề nghị cho ý kiến.")
        services.consult(uid=dossier.uid, actor=specialist, parties=[question])

    def agree(dossier: Dossier) -> None:
        services.answer_consultation(
            consultation_uid=dossier.consultations.latest("pk").uid,
            actor=neighbour.specialist,
            opinion="agree",
            answer="Thống nhất.",
        )

    def draft_and_submit(dossier: Dossier) -> None:
        services.draft_result(uid=dossier.uid, actor=specialist)
        services.submit_for_signing(uid=dossier.uid, actor=specialist, signer=_id(leader))

    return {
        "assign": lambda dossier: services.assign(
            uid=dossier.uid,
            assignee=_id(specialist),
            actor=leader,
        ),
        "take": lambda dossier: services.take(uid=dossier.uid, actor=specialist),
        "invite_field_check": lambda dossier: services.invite_field_check(
            uid=dossier.uid,
            actor=specialist,
            at=timezone.now() + timedelta(days=1),
            place="Tại nơi đề nghị",
        ),
        "record_field_check": visit,
        "consult": ask,
        "agree": agree,
        "submit_for_signing": draft_and_submit,
        "sign": lambda dossier: sign(world, dossier),
        "issue": lambda dossier: services.issue(uid=dossier.uid, actor=here.clerk),
        "return_result": lambda dossier: services.return_result(
            uid=dossier.uid,
            actor=here.clerk_of_desk,
            received_by=world.person.name,
            identity_checked=True,
        ),
    }


def _id(actor: Actor) -> UUID:
    assert actor.id is not None  # noqa: S101  # for the type checker
    return actor.id


TODAY = date(2026, 11, 16)
"""A Monday on which tests like to begin."""
