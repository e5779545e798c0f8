"""What members of a council are told."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from tinhso.dossiers.notices._saying import officer

KINDS: Final = (
    officer(
        "council_called",
        _("Mời họp hội đồng"),
        vi=("Mời họp lúc %(at)s", "%(name)s. Địa điểm: %(place)s."),
        en=("You are invited to a sitting at %(at)s", "%(name)s. Place: %(place)s."),
        values=("name", "at", "place"),
        is_urgent=True,
        by_letter=True,
    ),
    officer(
        "council_off",
        _("Phiên họp hội đồng bị hủy"),
        vi=("Phiên họp lúc %(at)s bị hủy", "%(name)s. Địa điểm: %(place)s."),
        en=("The sitting at %(at)s is called off", "%(name)s. Place: %(place)s."),
        values=("name", "at", "place"),
        is_urgent=True,
        by_letter=True,
    ),
)
