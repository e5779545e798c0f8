"""Background work on the indexes."""

from django.utils.translation import gettext_lazy as _

from tinhso.kernel.jobs import job, progress
from tinhso.kernel.search import services


@job("search.reindex", title=_("Lập lại chỉ mục tìm kiếm"), max_attempts=3, lease_seconds=600)
def reindex(*, entity: str) -> None:
    """Build one index again."""
    services.reindex(entity, report=lambda done: progress(done, 0))
