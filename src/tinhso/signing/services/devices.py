"""Keys outside the house: opened by their holder for a batch, made on his device at the counter."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from tinhso.kernel.actors import Actor, require
from tinhso.signing.algorithms import KeyKind
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.registry import KeySecret, key_stores
from tinhso.signing.remote.store import RemoteKeyStore, naming
from tinhso.signing.rules import CertificateRole
from tinhso.signing.services.holders import certify_agency, certify_official
from tinhso.signing.services.plans import Plan, following
from tinhso.signing.tokens.store import opened

DEVICE_STORE = "pkcs11"


def secret_asked(certificate: Certificate | None) -> KeySecret:
    """Return what the store of a person's key asks of him for each batch."""
    if certificate is None:
        return KeySecret.NOTHING
    return key_stores.get(certificate.key_store).asks


def begin_secret(certificate: Certificate | None) -> None:
    """Prepare what the store of a person's key asks of him: a service sends its code."""
    if certificate is not None:
        key_stores.get(certificate.key_store).begin(certificate.key_reference)


def binds_hashes(certificate: Certificate | None) -> bool:
    """Tell whether a key's service must know each hash before it is activated (SCAL 2)."""
    if certificate is None:
        return False
    store = key_stores.get(certificate.key_store)
    return isinstance(store, RemoteKeyStore) and store.binds_hashes


@contextmanager
def unlocked(
    certificate: Certificate | None, secret: str, count: int = 1, plan: Plan | None = None
) -> Iterator[None]:
    """Let the key of a certificate sign within; without a certificate there is nothing to open.

    `plan` is what is to be signed, for a key that `binds_hashes`: nothing else is signed by it.
    """
    if certificate is None:
        yield
        return
    store = key_stores.get(certificate.key_store)
    if plan is not None and plan.laid:
        with (
            naming(plan.named()),
            store.unlocked(certificate.key_reference, secret, count),
            following(plan),
        ):
            yield
        return
    with store.unlocked(certificate.key_reference, secret, count):
        yield


def certify_on_device(
    *,
    role: str,
    holder: str,
    years: int,
    device: str,
    pin: str,
    kind: KeyKind,
    actor: Actor,
) -> Certificate:
    """Make a key on a plugged device and issue its certificate, the holder being at hand.

    He types the PIN himself; without one it is the installation's own device, whose PIN is
    configured.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    with opened(device, pin) if pin else nullcontext():
        if role == CertificateRole.PERSON:
            return certify_official(
                login=holder, years=years, actor=actor, key_store=DEVICE_STORE, key_kind=kind
            )
        return certify_agency(
            code=holder, years=years, actor=actor, key_store=DEVICE_STORE, key_kind=kind
        )
