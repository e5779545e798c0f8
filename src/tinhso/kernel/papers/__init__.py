"""Forms and documents set by Typst, in process, a few milliseconds a page.

Values go in as data (JSON), never by pasting text into a template, so that whatever a person
typed is shown as he typed it. Fonts come from the house alone, so a paper looks the same on
every machine. See `docs/apps/papers.md`.
"""

from tinhso.kernel.papers.setting import Box, Paper, TemplateMissing, render, render_with_boxes
from tinhso.kernel.papers.symbols import qr_svg
from tinhso.kernel.papers.wording import in_vietnamese

__all__ = [
    "Box",
    "Paper",
    "TemplateMissing",
    "in_vietnamese",
    "qr_svg",
    "render",
    "render_with_boxes",
]
