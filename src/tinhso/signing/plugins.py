"""What signing puts into its own and into lower sockets."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.files.models import StoredFile
from tinhso.kernel.files.registry import MIB, PDFS, FileUse, file_guards, file_uses
from tinhso.kernel.registry.holdings import holders
from tinhso.kernel.registry.mergers import merger_effects
from tinhso.kernel.registry.operations import (
    Concern,
    ConcernWords,
    Finding,
    Step,
    Story,
    benches,
    concern_words,
    doctor_notes,
    doctors,
    first_start,
    metrics,
    stories,
    verifications,
)
from tinhso.signing import (
    import_plugs,  # noqa: F401  # registered by being imported
    kinds,  # noqa: F401  # registered by being imported
    outlets,  # noqa: F401  # registered by being imported
    own_device,
    queries,
    readiness,  # noqa: F401  # registered by being imported
    requests_plugs,
    retention_plugs,
    roles,
    services,
    work_navigation,  # noqa: F401  # registered by being imported
)
from tinhso.signing.agents.store import AgentKeyStore
from tinhso.signing.bench import bench
from tinhso.signing.clock import SystemClock, UnwatchedClock
from tinhso.signing.keys import SoftwareKeyStore
from tinhso.signing.registry import (
    clocks,
    key_stores,
    second_factors,
    signature_formats,
    signed_uses,
)
from tinhso.signing.remote.store import RemoteKeyStore
from tinhso.signing.rules import ONE_TIME_CODE, TELEPHONE
from tinhso.signing.services.batches import GIVEN_USE, MADE_USE
from tinhso.signing.services.confirming import OneTimeCode
from tinhso.signing.services.holding import SignatureHolder
from tinhso.signing.services.images import IMAGE_USE
from tinhso.signing.services.images_merging import ImagesEffect
from tinhso.signing.services.keeping import KEPT_USE
from tinhso.signing.services.merging import PapersEffect
from tinhso.signing.services.own_files import OWN_USE
from tinhso.signing.services.queue import SIGNED_USE
from tinhso.signing.services.receiving import RECEIVED_TYPES, RECEIVED_USE
from tinhso.signing.services.register_stories import CAO_BANG, QUANG_TRI, grow
from tinhso.signing.services.signatures import archived, basic, stamped, with_validation_data
from tinhso.signing.services.standing import signature_faults
from tinhso.signing.telephone import DemonstrationTelephone
from tinhso.signing.tokens.store import DeviceKeyStore
from tinhso.signing.wording import CLOCK_TROUBLES

PNG = "image/png"


def guard(actor: Actor, stored: StoredFile) -> str:
    """Let the one who is to sign read paper and attachments, and the clerk what he seals."""
    queries.item_with_file(stored=stored, actor=actor)
    return "signing.read"


def guard_received(actor: Actor, stored: StoredFile) -> str:
    """Open a signed file that was kept at reception to the clerks of the agency that keeps it."""
    if stored.use != RECEIVED_USE:
        raise NotFound
    queries.received_with(stored=stored, actor=actor)
    return "signing.read"


def guard_image(actor: Actor, stored: StoredFile) -> str:
    """Open a picture of a signature or a seal to whom it is shown in the list."""
    if stored.use != IMAGE_USE:
        raise NotFound
    queries.image_with_file(stored=stored, actor=actor)
    return "signing.image"


def guard_copy(actor: Actor, stored: StoredFile) -> str:
    """Open a copy kept for long to whom the paper itself is open."""
    if stored.use != KEPT_USE:
        raise NotFound
    source = queries.source_of_copy(stored=stored)
    for name, one in file_guards:
        if name == KEPT_USE:
            continue
        with suppress(NotFound):
            return one(actor, source)
    raise NotFound


def guard_batch(actor: Actor, stored: StoredFile) -> str:
    """Open what a batch was given and made to who asked for it and whose key it is."""
    if stored.use not in {GIVEN_USE, MADE_USE}:
        raise NotFound
    queries.batch_file(stored=stored, actor=actor)
    return "signing.batch"


def guard_own(actor: Actor, stored: StoredFile) -> str:
    """Open what somebody kept for himself to him alone."""
    if stored.use != OWN_USE:
        raise NotFound
    queries.own_file_with(stored=stored, actor=actor)
    return "signing.own_file"


def make_authority(say: Callable[[str], None]) -> None:
    """Make the demonstration authority at the first start."""
    services.ensure_authority()
    say("signing: authority ready")


def certify_demonstration(say: Callable[[str], None]) -> None:
    """Let the demonstration's leaders sign and its clerks seal from the first start."""
    say(f"{services.load_demonstration_certificates()} certificates")
    say(f"{services.load_demonstration_endings()} certificates near their end")
    say(f"{services.load_demonstration_images()} pictures of signatures and seals")


def check_signatures_kept() -> Iterator[Finding]:
    """Check every signature that this house keeps, and each seal over its paper."""
    for fault in signature_faults():
        reasons = f" ({', '.join(fault.reasons)})" if fault.reasons else ""
        yield Finding(f"signing.{fault.code}", f"signed paper {fault.uid}: {fault.code}{reasons}")


def look_at_kept() -> Iterator[Concern]:
    """Name kept files whose evidence ends soon though the job ran."""
    late = queries.renewals_left_behind()
    if late:
        yield Concern(code="signing.not_renewed", values=late, is_error=True)


def look_at_clock() -> Iterator[Concern]:
    """Say why no time-stamps are given."""
    clock = services.clock_standing()
    if clock.trouble is not None:
        yield Concern(code=f"signing.clock_{clock.trouble}", is_error=True)


def clock_gauges() -> Iterator[tuple[str, str, float]]:
    """Tell whoever watches whether stamps are given, and how wrong the clock may be."""
    clock = services.clock_standing()
    yield "tinhso_clock_trusted", "Whether time-stamps are given", float(clock.is_trusted)
    error = clock.error_seconds
    yield (
        "tinhso_clock_error_seconds",
        "By how much the clock may err; -1 when nothing is known",
        -1.0 if error is None else error,
    )


def look_at_seals() -> Iterator[Concern]:
    """Name papers that have their number and wait for the seal: the job should have made it."""
    waiting = queries.seals_left_behind()
    if waiting:
        yield Concern(code="signing.unsealed", values={"count": waiting}, is_error=False)


roles.register()
requests_plugs.register()
own_device.register()
PAPERS = FileUse(types=PDFS, max_bytes=50 * MIB, label=_("văn bản trình ký"), trusted=True)
BATCH_FILES = FileUse(types=PDFS, max_bytes=100 * MIB, label=_("tệp của lô ký"), trusted=True)
file_uses.register("signing.draft", PAPERS)
file_uses.register(SIGNED_USE, PAPERS)
file_uses.register(IMAGE_USE, FileUse(types=frozenset({PNG}), max_bytes=2 * MIB, trusted=True))
file_uses.register(KEPT_USE, FileUse(types=RECEIVED_TYPES, max_bytes=100 * MIB, trusted=True))
file_uses.register(GIVEN_USE, BATCH_FILES)
file_uses.register(MADE_USE, BATCH_FILES)
file_uses.register(OWN_USE, BATCH_FILES)
file_uses.register(
    RECEIVED_USE, FileUse(types=RECEIVED_TYPES, max_bytes=30 * MIB, label=_("văn bản ký số đến"))
)
file_guards.register("signing", guard)
file_guards.register(RECEIVED_USE, guard_received)
file_guards.register(IMAGE_USE, guard_image)
file_guards.register("signing.batch", guard_batch)
file_guards.register(OWN_USE, guard_own)
file_guards.register(KEPT_USE, guard_copy)
key_stores.register("software", SoftwareKeyStore())
key_stores.register("pkcs11", DeviceKeyStore())
key_stores.register("csc", RemoteKeyStore(binds_hashes=False))
key_stores.register("csc2", RemoteKeyStore(binds_hashes=True))
key_stores.register("agent", AgentKeyStore())
second_factors.register(ONE_TIME_CODE, OneTimeCode())
if settings.DEMONSTRATION:
    second_factors.register(TELEPHONE, DemonstrationTelephone())
signature_formats.register("B-B", basic)
signature_formats.register("B-T", stamped)
signature_formats.register("B-LT", with_validation_data)
signature_formats.register("B-LTA", archived)
signed_uses.register(SIGNED_USE, True)
signed_uses.register(KEPT_USE, True)
verifications.register("signing", check_signatures_kept)
concern_words.register(
    "signing.unsealed",
    ConcernWords(
        _("Văn bản đã có số mà chưa đóng dấu: %(count)d."),
        _("Việc nền đóng dấu lẽ ra đã làm: xem Quản trị, Việc nền."),
    ),
)
concern_words.register(
    "signing.not_renewed",
    ConcernWords(
        _("Tệp ký giữ lâu dài sắp hết hạn chứng cứ mà chưa gia hạn được: %(count)d."),
        _("Xem Quản trị, Việc nền, signing.renew; hạn cuối: %(ends)s."),
    ),
)
for trouble, sentence in CLOCK_TROUBLES.items():
    concern_words.register(
        f"signing.clock_{trouble}",
        ConcernWords(
            sentence,
            _("Ngừng đóng dấu thời gian cho đến khi giờ đúng; xem Quản trị, Chứng thư số."),
        ),
    )
clocks.register("system", SystemClock())
clocks.register("unwatched", UnwatchedClock())
metrics.register("signing", clock_gauges)
doctors.register("signing", look_at_seals)
doctors.register("signing.clock", look_at_clock)
doctors.register("signing.kept", look_at_kept)
doctors.register("signing.device", own_device.look_at_device)
doctor_notes.register("signing.authority", own_device.tell_of_keys)
benches.register("signing", bench)
first_start.register("signing", Step(order=10, title="Signing authority", run=make_authority))
first_start.register(
    "signing.demonstration",
    Step(35, "Demonstration certificates", certify_demonstration, demonstration=True),
)
for told in (QUANG_TRI, CAO_BANG):
    stories.register(f"signing.{told.name}", Story(told.name, 50, partial(grow, told)))
merger_effects.register("signing", PapersEffect())
merger_effects.register("signing.images", ImagesEffect())
retention_plugs.register()
holders.register("signing", SignatureHolder())
