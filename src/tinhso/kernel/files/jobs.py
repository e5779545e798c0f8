"""Background work of files."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.files import rules, services
from tinhso.kernel.jobs import every


@every("files.sweep", title=_("Dọn tệp không còn dùng"), daily_at="02:40")
def sweep_orphans() -> None:
    """Delete bytes that no committed row names, a day after they were written."""
    services.sweep(older_than=timezone.now() - timedelta(hours=rules.SWEEP_AFTER_HOURS))
