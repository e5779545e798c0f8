"""What libraries raise when they stumble over what a stranger wrote."""

import struct
import zlib
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import (
    DuplicateExtension,
    ExtensionNotFound,
    InvalidVersion,
    UnsupportedGeneralNameType,
)
from pyhanko.pdf_utils.misc import PdfError

READ_FAULTS: Final = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    RecursionError,
    UnsupportedAlgorithm,
    InvalidVersion,
    DuplicateExtension,
    ExtensionNotFound,
    UnsupportedGeneralNameType,
    # asn1crypto, of a key on a curve that it does not know
    UnboundLocalError,
)

PDF_FAULTS: Final = (
    PdfError,
    OSError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    zlib.error,
    struct.error,
    *READ_FAULTS,
)
"""The same of who reads a PDF: odd numbers, roots that are no dictionaries, broken streams."""
