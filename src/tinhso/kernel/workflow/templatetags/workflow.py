"""`{% process_drawing definition current done %}`: the picture and the list beside it."""

from collections.abc import Collection

from django import template

from tinhso.kernel.workflow.definition import Definition
from tinhso.kernel.workflow.drawing import outline, svg

register = template.Library()


@register.inclusion_tag("workflow/_process.html")
def process_drawing(
    definition: Definition,
    current: Collection[str] = (),
    done: Collection[str] = (),
    identifier: str = "process",
) -> dict[str, object]:
    """Draw a process and tell it as a list."""
    return {
        "drawing": svg(definition, current=current, done=done, identifier=identifier),
        "rows": outline(definition, current=current, done=done),
    }
