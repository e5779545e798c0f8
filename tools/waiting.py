"""How long tests wait before they call something dead, on however busy a machine."""

from typing import Final

HANGING: Final = 600
"""Seconds for a process: eight side by side took two minutes where fifteen others worked."""
SILENT: Final = 60
"""Seconds for an answer of a server or a page."""
