"""Which Chromium leads the pages of tests and pictures: Debian's, without a window's machinery.

The headless shell is the same engine as the browser, without the tabs, menus and pages of its own
window: it shows a page with half the work.
"""

import os
import shutil


def executable() -> str | None:
    """Return the program to start; `CHROMIUM` names another one."""
    shell = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return os.environ.get("CHROMIUM") or shell
