"""The demonstration national portal beside the house: who it is to us, and we to it."""

import json
from pathlib import Path

from django.conf import settings

from tinhso.dossiers.permissions import DossierPermission
from tinhso.identity.services import open_client
from tinhso.kernel.actors import system_actor
from tinhso.organization.queries import agencies_at

NAME = "Cổng Dịch vụ công quốc gia (trình diễn)"


def portal_settings(house: str) -> Path:
    """Return the file the portal starts from; its key here is made once and kept in it.

    The portal is a system like any other: a client of the API with the one scope it needs.
    """
    path = Path(settings.TINHSO_HOME) / "peers" / "national" / "settings.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if "client_secret" not in known:
        made = open_client(
            name=NAME,
            scopes=[DossierPermission.HAND_IN],
            actor=system_actor("config.national_demo"),
        )
        known |= {"client_id": made.client.client_id, "client_secret": made.secret}
    known |= {
        "house": house,
        "username": settings.TINHSO_NATIONAL_USERNAME,
        "password": settings.TINHSO_NATIONAL_PASSWORD,
        "agencies": [
            [agency.code_new, agency.name]
            for agency in agencies_at().filter(level="commune").order_by("name")
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")
    return path
