"""Scans signed by the desk, for the tests of the agency's seal."""

from tinhso.dossiers import services
from tinhso.dossiers.models import ScanSeal
from tinhso.dossiers.testing import World, accepted
from tinhso.signing import services as signing
from tinhso.signing.testing import certificate_for


def a_signed_scan(world: World) -> ScanSeal:
    """Return the way to the seal of a plan that the desk scanned and signed."""
    dossier = accepted(world)
    desk = world.here.clerk_of_desk
    if not signing.may_sign_now(actor=desk):
        certificate_for(account_uid=desk.id, name=desk.name)
        asked = signing.start_shift_confirmation(actor=desk)
        signing.open_signing_shift(confirmation_uid=asked.uid, code=asked.secret, actor=desk)
    row = dossier.attachments.get(component_key="ban_ve")
    services.sign_scan(uid=dossier.uid, attachment_uid=row.uid, actor=desk)
    return ScanSeal.objects.get(attachment=row)
