"""Bringing records in: `start`, the two passes, `write`, `sign_off`."""

from tinhso.kernel.importing.services.passing import check_sheet, write_sheet
from tinhso.kernel.importing.services.running import sign_off, start, write

__all__ = ["check_sheet", "sign_off", "start", "write", "write_sheet"]
