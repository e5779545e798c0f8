"""What the web shell asks for."""

from enum import StrEnum


class WebPermission(StrEnum):
    """Acts of the people who run the pages."""

    SET_BRAND = "web.set_brand"
    SEE_GALLERY = "web.see_gallery"
    SHARE_VIEW = "web.share_view"
