"""`{% eform page %}`: one step of a form; `{% eform_summary sections %}`: its answers in words."""

from collections.abc import Sequence

from django import template

from tinhso.kernel.eforms.showing import SummarySection
from tinhso.kernel.eforms.view import FormPage

register = template.Library()


@register.inclusion_tag("eforms/_form.html")
def eform(page: FormPage, *, summary: bool = True) -> dict[str, object]:
    """Show the summary of errors and the questions of one step, without the form element."""
    return {"page": page, "with_summary": summary}


@register.inclusion_tag("eforms/_summary.html")
def eform_summary(sections: Sequence[SummarySection], edit_url: str = "") -> dict[str, object]:
    """Show answers for checking; `edit_url` is the form's address, `?buoc=KEY` is added to it."""
    return {"sections": sections, "edit_url": edit_url}
