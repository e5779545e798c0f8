"""What one may do to registers."""

from enum import StrEnum


class NumberingPermission(StrEnum):
    """Permissions of the registers of official numbers."""

    READ_REGISTER = "numbering.read_register"
    VOID_NUMBER = "numbering.void_number"
    MANAGE_REGISTERS = "numbering.manage_registers"
