"""The agent's command line."""

import argparse
import platform
from pathlib import Path
from typing import Final

from tinhso.signing.agents.words import PROTOCOL
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.tokens.client import DeviceTrouble, Helper, helper
from tinhso_agent.house import FORBIDDEN, UNAUTHORIZED, Away, House, Refused, UnsafeAddress
from tinhso_agent.keeping import NotPaired, Pairing, forget, keep, kept, usual_place
from tinhso_agent.requesting import fingerprint_of, in_fours, path_of, request_for
from tinhso_agent.terminal import Terminal
from tinhso_agent.words import trouble_said
from tinhso_agent.working import Signer, Unpaired, sleep, work

LIBRARIES: Final = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/opensc-pkcs11.so",
)
SECONDS: Final = 30.0
DONE, NOT_DONE = 0, 1


class Unclear(Exception):
    """What to work with is missing or there are several; the name of a sentence and its values."""

    def __init__(self, name: str, **values: object) -> None:
        """Keep what to say."""
        super().__init__(name)
        self.values = values


def main(arguments: list[str]) -> int:
    """Do one command; return its exit status."""
    given = _parser().parse_args(arguments)
    terminal = Terminal(given.pin_file)
    try:
        _do(given, terminal)
    except UnsafeAddress as fault:
        terminal.tell("unsafe", url=fault)
    except NotPaired:
        terminal.tell("not_paired", place=given.state)
    except Unpaired:
        terminal.tell("ended")
    except Unclear as fault:
        terminal.tell(str(fault), **fault.values)
    except Away as fault:
        terminal.tell("away", why=fault)
    except Refused as refusal:
        name = {UNAUTHORIZED: "ended", FORBIDDEN: "not_accepted"}.get(refusal.status, "refused")
        terminal.tell(name, said=refusal)
    except DeviceTrouble as trouble:
        terminal.say(trouble_said(trouble.trouble, trouble.pin))
    except KeyboardInterrupt:
        return DONE
    else:
        return DONE
    return NOT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tinhso_agent", description=__doc__)
    parser.add_argument("--state", type=Path, default=usual_place(), help="where the pairing is")
    parser.add_argument("--pin-file", default="", help="read the PIN from a file (tests)")
    verbs = parser.add_subparsers(dest="verb", required=True)
    pair = verbs.add_parser("pair", help="join an installation by the code of its page")
    pair.add_argument("url")
    pair.add_argument("code")
    pair.add_argument("--name", default=platform.node(), help="what this computer is called")
    pair.add_argument("--authorities", default="", help="PEM file of an installation's own CA")
    enrol = verbs.add_parser("enrol", help="make a key on a device and ask for its certificate")
    run = verbs.add_parser("run", help="wait for papers to sign")
    for one in (enrol, run):
        one.add_argument("--module", default="", help="the PKCS#11 library of the device")
        one.add_argument("--seconds", type=float, default=SECONDS, help="how long it may take")
    enrol.add_argument("--device", default="", help="its serial number, when several are there")
    enrol.add_argument("--kind", choices=[one.value for one in KeyKind], default=KeyKind.P256)
    enrol.add_argument("--existing", action="store_true", help="show the key that is there")
    run.add_argument("--once", action="store_true", help="end after one turn")
    verbs.add_parser("state", help="tell how the pairing stands")
    verbs.add_parser("leave", help="end the pairing")
    return parser


def _do(given: argparse.Namespace, terminal: Terminal) -> None:
    match given.verb:
        case "pair":
            _pair(given, terminal)
        case "enrol":
            _enrol(given, terminal)
        case "run":
            house = House.of(kept(given.state))
            signer = Signer(_library(given.module), given.seconds, terminal)
            standing = house.standing()
            terminal.tell("ready", person=standing.person, installation=standing.installation)
            work(house, signer, standing, once=given.once, pause=sleep)
        case "state":
            standing = House.of(kept(given.state)).standing()
            accepted = "✓" if standing.accepted else "✗"
            terminal.tell(
                "state",
                installation=standing.installation,
                person=standing.person,
                accepted=accepted,
                protocol=PROTOCOL,
            )
        case "leave":
            House.of(kept(given.state)).leave()
            forget(given.state)
            terminal.tell("left")


def _pair(given: argparse.Namespace, terminal: Terminal) -> None:
    house = House(given.url, authorities=given.authorities)
    token, check, installation = house.join(given.code, given.name)
    keep(Pairing(given.url, token, installation, given.authorities), given.state)
    terminal.tell("joined", installation=installation, check=check)


def _enrol(given: argparse.Namespace, terminal: Terminal) -> None:
    """Make a key (or take the one that is there), and show its public half to the house."""
    house = House.of(kept(given.state))
    if not house.standing().accepted:
        raise Refused(FORBIDDEN, "")
    with helper(_library(given.module), seconds=given.seconds) as device:
        serial = _device(device, given.device)
        device.open(serial, terminal.pin("ask_pin_only", device=serial))
        place, public = _key(device, existing=given.existing, kind=KeyKind(given.kind))
        certificates = path_of(public, device.held().certificates)
        request = request_for(device, place, public)
    fingerprint = house.offer_key(request, serial, place, certificates)
    if fingerprint != fingerprint_of(public):
        raise Unclear("other_fingerprint")
    terminal.tell("key_shown", fingerprint=in_fours(fingerprint))


def _key(device: Helper, *, existing: bool, kind: KeyKind) -> tuple[str, bytes]:
    if not existing:
        return device.make(kind)
    found = device.held().keys
    if not found:
        raise Unclear("no_key")
    return found[-1]


def _library(named: str) -> str:
    if named:
        return named
    found = next((one for one in LIBRARIES if Path(one).exists()), "")
    if not found:
        raise Unclear("no_module")
    return found


def _device(device: Helper, wanted: str) -> str:
    found = [one.serial for one in device.devices() if wanted in {"", one.serial}]
    if len(found) != 1:
        raise Unclear("no_device", found=", ".join(found) or "—")
    return found[0]
