"""Wait for papers, ask the person, sign on his device, answer: once for each turn."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tinhso.signing.agents.words import DECLINED, DOUBTED, OTHER_CERTIFICATE
from tinhso.signing.algorithms import Algorithm, is_made_by
from tinhso.signing.tokens.client import DeviceTrouble, Helper, helper
from tinhso.signing.tokens.words import PinState, Trouble
from tinhso_agent.doubting import Clear, Doubt, public_key_of, require_clear
from tinhso_agent.doubting_xml import SHAPES, require_clear_xml
from tinhso_agent.house import UNAUTHORIZED, Away, Given, House, Paper, Refused, Standing, Turn
from tinhso_agent.terminal import Terminal
from tinhso_agent.words import trouble_said

TRIES: Final = 3
"""So often a PIN is asked for one turn: the device itself counts on."""

AWAY_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Signer:
    """The computer: the library of its devices, and the person in front of it."""

    library: str
    seconds: float
    terminal: Terminal


class Unpaired(Exception):
    """The installation knows this computer no more."""


def work(
    house: House, signer: Signer, standing: Standing, *, once: bool, pause: Callable[[float], None]
) -> None:
    """Ask again and again whether something is to be signed; `once` ends after one turn."""
    told_away = False
    while True:
        try:
            turn = house.next_turn()
            told_away = False
            if turn is not None:
                take(house, signer, standing, turn)
                if once:
                    return
        except Away as fault:
            if not told_away:
                signer.terminal.tell("away", why=fault)
            told_away = True
            pause(AWAY_SECONDS)
        except Refused as refusal:
            if refusal.status == UNAUTHORIZED:
                raise Unpaired from None
            signer.terminal.tell("refused", said=refusal)
            if once:
                return
        pause(standing.poll_seconds)


def take(house: House, signer: Signer, standing: Standing, turn: Turn) -> None:
    """Show a turn to the person and answer it, whatever he and his device do."""
    terminal = signer.terminal
    if not _is_clear(turn):
        house.refuse(turn.uid, DOUBTED)
        terminal.tell("doubted")
        return
    _show(terminal, standing, turn)
    for left in reversed(range(TRIES)):
        pin = terminal.pin("ask_pin", device=turn.device)
        if not pin:
            house.refuse(turn.uid, DECLINED)
            terminal.tell("declined")
            return
        if time.time() >= turn.expires_at.timestamp():
            terminal.tell("late")
            return
        try:
            with helper(signer.library, seconds=signer.seconds) as device:
                device.open(turn.device, pin)
                del pin
                _answer_all(house, terminal, turn, device)
            return
        except DeviceTrouble as trouble:
            terminal.say(trouble_said(trouble.trouble, trouble.pin))
            if not (left and _may_try_again(terminal, trouble)):
                house.refuse(turn.uid, trouble.trouble, trouble.pin)
                return


def _is_clear(turn: Turn) -> bool:
    """Tell whether all that is asked are signatures over documents by this certificate."""
    try:
        for paper in turn.papers:
            _cleared(paper, turn)
    except Doubt:
        return False
    return True


def _cleared(paper: Paper, turn: Turn) -> Clear:
    """Return what a paper's person is shown of it; raise `Doubt` where it is not clear."""
    if paper.form in SHAPES:
        return require_clear_xml(
            paper.to_sign,
            turn.certificate,
            paper.algorithm,
            form=paper.form,
            sha256=paper.sha256,
            properties=paper.properties,
        )
    return require_clear(
        paper.to_sign,
        turn.certificate,
        paper.algorithm,
        form=paper.form,
        sha256=paper.sha256,
        manifest=paper.manifest,
    )


def _may_try_again(terminal: Terminal, trouble: DeviceTrouble) -> bool:
    """Let the person type again, or plug his device in, while that locks nothing."""
    if not terminal.may_ask_again or trouble.pin is PinState.LOCKED:
        return False
    return trouble.trouble in {Trouble.WRONG_PIN, Trouble.ABSENT}


def _show(terminal: Terminal, standing: Standing, turn: Turn) -> None:
    until = f"{turn.expires_at.astimezone():%H:%M:%S}"
    installation, count = standing.installation, max(turn.whole, len(turn.papers))
    name = "asked_batch" if turn.title else "asked"
    terminal.tell(name, installation=installation, title=turn.title, count=count, until=until)
    _list(terminal, turn, behind=0)


def _list(terminal: Terminal, turn: Turn, *, behind: int) -> None:
    for number, paper in enumerate(turn.papers, start=behind + 1):
        shown = _cleared(paper, turn)
        terminal.tell("paper", number=number, title=paper.title, by=shown.by, digest=shown.digest)
        for one in shown.listed:
            terminal.tell("listed", title=one.name, sha256=one.digest)


def _answer_all(house: House, terminal: Terminal, turn: Turn, device: Helper) -> None:
    """Answer one portion after the other, as long as more of the same follows.

    The device stays open meanwhile: for the key and the certificate that the person saw, and for
    no more papers than he was told of.
    """
    seen, portion = len(turn.papers), turn
    while _answer(house, terminal, portion, device):
        following = house.next_turn()
        if following is None or following.uid != turn.uid:
            return
        seen += len(following.papers)
        same = (turn.certificate, turn.device, turn.place) == (
            following.certificate,
            following.device,
            following.place,
        )
        if not same or seen > turn.whole or not _is_clear(following):
            house.refuse(turn.uid, DOUBTED)
            terminal.tell("doubted")
            return
        _list(terminal, following, behind=seen - len(following.papers))
        portion = following


def _answer(house: House, terminal: Terminal, turn: Turn, device: Helper) -> bool:
    """Sign a portion, then give its values at once; tell whether more follows.

    A value that is not the certificate's stops it.
    """
    given = _signed(turn, device)
    if given is None:
        house.refuse(turn.uid, OTHER_CERTIFICATE)
        terminal.tell("other_certificate")
        return False
    result = house.answer(turn.uid, turn.certificate, given)
    terminal.tell("signed", count=result.signed)
    for said in result.unsigned:
        terminal.tell("unsigned", said=said)
    return result.more


def _signed(turn: Turn, device: Helper) -> list[Given] | None:
    """Return a value for each paper, or why there is none; nothing for another's key."""
    public, given = public_key_of(turn.certificate), list[Given]()
    for paper in turn.papers:
        algorithm = Algorithm(paper.algorithm)
        try:
            value = device.sign(turn.place, paper.to_sign, algorithm)
        except DeviceTrouble as trouble:
            given.append(Given(paper.uid, trouble=trouble.trouble))
            if trouble.trouble in {Trouble.SILENT, Trouble.BROKEN}:
                done = len(given)
                given += [Given(p.uid, trouble=trouble.trouble) for p in turn.papers[done:]]
                return given
            continue
        if not is_made_by(public, algorithm, paper.to_sign, value):
            return None
        given.append(Given(paper.uid, value))
    return given


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
