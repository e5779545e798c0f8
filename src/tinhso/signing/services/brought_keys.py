"""Take in a key that its authority gave as a file (PKCS#12), with the certificate that is of it.

The password opens the file here and is kept nowhere, nor is the file: the key rests encrypted under
the installation's own key, as those made here do.
"""

from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.kernel.actors import Actor, require
from tinhso.kernel.errors import Invalid
from tinhso.signing.algorithms import PrivateKey
from tinhso.signing.keys import SoftwareKeyStore
from tinhso.signing.models import Certificate
from tinhso.signing.permissions import SigningPermission
from tinhso.signing.services.adopting import own_and_above
from tinhso.signing.services.device_keys import held_by, proved

HERE: Final = "software"
LARGEST: Final = 256 * 1024


@transaction.atomic
def bring_key(
    *,
    role: str,
    holder: str,
    file: bytes,
    password: str,
    actor: Actor,
    name_reason: str = "",
) -> Certificate:
    """Let a key that came in a file sign here, once it signed a challenge.

    Raises `Invalid` at the field where the file does not open, or certificate or holder do not
    fit; `Conflict` where the certificate signs here already.
    """
    require(actor, SigningPermission.MANAGE_CERTIFICATES)
    key, given = _opened(file, password)
    try:
        path = own_and_above(key.public_key(), given)
    except Invalid:
        said = _("Tệp không có chứng thư ký còn hiệu lực của khóa, hoặc khóa quá yếu.")
        raise Invalid(fields={"file": said}) from None
    known = held_by(role, holder, path[0])
    reference = SoftwareKeyStore().keep(key)
    return proved(
        path,
        known,
        store=HERE,
        reference=reference,
        actor=actor,
        action="signing.key_brought",
        name_reason=name_reason,
    )


def _opened(file: bytes, password: str) -> tuple[PrivateKey, list[x509.Certificate]]:
    """Return the key of a file and every certificate beside it."""
    if len(file) > LARGEST:
        raise Invalid(fields={"file": _("Tệp khóa nặng hơn 256 KB; hãy xem lại tệp.")})
    try:
        found = load_pkcs12(file, password.encode() or None)
    except (ValueError, UnsupportedAlgorithm):
        said = _("Không mở được tệp: mật khẩu chưa đúng, hoặc tệp không phải PKCS#12.")
        raise Invalid(fields={"password": said}) from None
    key = found.key
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise Invalid(fields={"file": _("Tệp này không có khóa ký nào.")})
    held = [found.cert, *found.additional_certs]
    return key, [one.certificate for one in held if one is not None]
