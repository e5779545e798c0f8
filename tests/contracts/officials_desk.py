"""An official with a computer of his own, on which the reference agent runs as it would there."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pytest_django import Settings

from tinhso.identity.testing import OfficialFactory, actor_for, give_role
from tinhso.kernel.testing import make_actor
from tinhso.organization.testing import UnitFactory
from tinhso.signing import queries, services
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.models import AgentKey, AgentTurn, Confirmation, SigningBatch, SigningItem
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.rules import BatchAct, Format
from tinhso.signing.testing import PIN, Devices, a_plain_pdf, an_item, confirmed
from tools.waiting import HANGING

ISSUER = make_actor(SigningPermission.MANAGE_CERTIFICATES)


def ready_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Devices:
    """Return devices of SoftHSM2 in a folder, for this process and those it starts."""
    made = Devices.make(tmp_path)
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "conf"))
    settings.TINHSO_PKCS11_MODULE = made.library
    settings.TINHSO_PKCS11_SECONDS = HANGING
    return made


class Desk:
    """A leader with a computer of his own: a device, a pairing, papers he has read."""

    def __init__(self, devices: Devices, url: str, folder: Path) -> None:
        account, unit = OfficialFactory.create(), UnitFactory.create()
        give_role(account, "signing.sign_item", agency_id=unit.agency_id, unit_id=unit.pk)
        self.actor = actor_for(account)
        self.devices, self.url, self.folder = devices, url, folder
        self.serial = devices.plug("The cua Hanh")
        (folder / "pin").write_text(PIN)
        self.items: list[SigningItem] = []

    @property
    def library(self) -> str:
        """The PKCS#11 library of the device."""
        return self.devices.library

    def typed(self, *said: str) -> list[str]:
        """Return the command line of an agent at which a person sits."""
        state = self.folder / "agent" / "pairing.json"
        return [sys.executable, "-m", "tinhso_agent", "--state", str(state), *said]

    def agent(self, *said: str) -> str:
        """Run one command of the agent to its end; return what it told."""
        whole = self.typed("--pin-file", str(self.folder / "pin"), *said)
        done = subprocess.run(whole, capture_output=True, text=True, timeout=HANGING, check=False)
        assert done.stderr == ""
        return done.stdout

    def pair(self) -> None:
        """Pair the computer and accept it."""
        offered = services.offer_pairing(actor=self.actor)
        told = self.agent("pair", self.url, offered.code)
        (waiting,) = queries.own_agents(actor=self.actor)
        assert waiting.check_number in told
        services.accept_agent(uid=waiting.uid, actor=self.actor)

    def enrol(self, kind: KeyKind) -> None:
        """Make a key on the device and have its certificate issued."""
        told = self.agent("enrol", "--module", self.devices.library, "--kind", kind)
        key = AgentKey.objects.get()
        assert key.fingerprint_text in told
        services.certify_agent_key(uid=key.uid, years=3, actor=ISSUER)

    def start(self, papers: int = 2) -> AgentTurn:
        """Confirm so many papers; they then wait for the agent."""
        self.items = [an_item(self.actor) for _number in range(papers)]
        for item in self.items:
            services.open_item(item_uid=item.uid, actor=self.actor)
        confirmation, code = confirmed(self.actor, *self.items)
        return services.start_agent_turn(confirmation_uid=confirmation, code=code, actor=self.actor)

    def batch(
        self,
        files: int | Sequence[bytes],
        *,
        form: Format | None = None,
        is_together: bool = False,
    ) -> SigningBatch:
        """Give so many PDF files, or these contents, to be signed by one act."""
        contents = (
            [a_plain_pdf() + b"\n" * number for number in range(files)]
            if isinstance(files, int)
            else files
        )
        given = [
            services.give_file(content=one, name=f"{number}.pdf", actor=self.actor).uid
            for number, one in enumerate(contents)
        ]
        wanted = services.WantedBatch(
            act=BatchAct.SIGN, form=form, title="Giấy mời", is_together=is_together
        )
        return services.open_batch(wanted=wanted, given=given, actor=self.actor)

    def confirm(self, batch: SigningBatch) -> None:
        """Confirm a batch; it then waits for the agent."""
        asked = services.start_batch_confirmation(batch_uid=batch.uid, actor=self.actor)
        services.confirm_batch(
            batch_uid=batch.uid,
            confirmation_uid=asked.uid,
            code=Confirmation.objects.get(pk=asked.pk).secret,
            actor=self.actor,
        )

    def run(self) -> str:
        """Let the agent wait for one turn and end."""
        return self.agent("run", "--once", "--module", self.devices.library)

    def states(self) -> list[str]:
        """Return where the papers stand."""
        rows = SigningItem.objects.filter(uid__in=[item.uid for item in self.items])
        return list(rows.order_by("pk").values_list("state", flat=True))
