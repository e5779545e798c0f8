"""Opens one demonstration account, as a program of its own."""

import os

from tinhso.kernel.loading import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
load()

from tinhso.identity.services.accounts import (  # noqa: E402  after Django is set up
    AccountData,
    open_account,
)
from tinhso.kernel.actors import system_actor  # noqa: E402  after Django is set up

open_account(
    data=AccountData(login="quantri", name="Người trình diễn"),
    actor=system_actor("tests"),
    is_demonstration=True,
)
