"""What granian serves."""

import os
import signal

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tinhso.config.environment import HOME
from tinhso.config.processes import PARENT, die_with_parent, settle_in
from tinhso.kernel.loading import while_loading
from tinhso.kernel.registry.counting import share

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhso.config.settings")
if PARENT in os.environ:
    die_with_parent(signal.SIGKILL)
    share(HOME)

with while_loading():
    application = get_wsgi_application()
    settle_in(settings.ROOT_URLCONF)
