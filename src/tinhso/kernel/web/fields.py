"""One markup for every field: what a form, an e-form or a filter says about it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tinhso.kernel.errors.sentences import Told, told
from tinhso.kernel.web.markup import put

Text = str | Promise


class DataText(str):
    """A label that is data (a name, a place, what an officer wrote), shown as Vietnamese."""

    __slots__ = ()


def data_choices(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, DataText]]:
    """Return choices whose words are data (agencies, people, reasons of a procedure)."""
    return [(value, DataText(label)) for value, label in pairs]


def drawn(label: Text) -> SafeString:
    """Draw a label, as Vietnamese where it is data."""
    if isinstance(label, DataText):
        return put('<span lang="vi">{}</span>', label)
    return put("{}", label)


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a radio group, a group of boxes or a select."""

    value: str
    label: Text
    hint: Text = ""
    chosen: bool = False
    data: bool = False


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """All that the markup of one field needs, whatever describes the field.

    `kind`: text, textarea, select, radio, boxes, box, file, date, hidden or widget (then
    `widget` is the finished input). `data=True` marks label and hint as data (an e-form's own
    words), so that English pages can be checked.
    """

    name: str
    label: Text
    kind: str = "text"
    id: str = ""
    value: str = ""
    type: str = "text"
    hint: Text = ""
    errors: Sequence[Text] = ()
    required: bool = True
    marks_optional: bool = True
    """Whether the label of a field that may stay empty says so."""
    disabled: bool = False
    options: Sequence[Option] = ()
    attributes: Mapping[str, str | bool] = field(default_factory=dict)
    widget: SafeString | str = ""
    upload_url: str = ""
    """Where a file is posted as soon as it is chosen; without it the file travels with the form."""
    data: bool = False
    width: str = ""
    """`short`, `medium` or empty for the whole line."""

    @property
    def html_id(self) -> str:
        """Return the id of the input, or of the group for choices."""
        return self.id or f"id_{self.name}"

    @property
    def described_by(self) -> str:
        """Return the ids of hint and error for `aria-describedby`."""
        ids = []
        if self.hint:
            ids.append(f"{self.html_id}-hint")
        if self.errors:
            ids.append(f"{self.html_id}-error")
        return " ".join(ids)

    @property
    def is_group(self) -> bool:
        """Tell whether the field is a group of inputs with a legend."""
        return self.kind in {"radio", "boxes", "date"}

    def attribute_text(self) -> SafeString:
        """Return the attributes of the input as HTML."""
        parts = SafeString("")
        for name, value in self.attributes.items():
            if value is True:
                parts = put("{} {}", parts, name)
            elif value is not False and value != "":
                parts = put('{} {}="{}"', parts, name, value)
        return parts


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """One line of the summary of errors: the sentence, and the id or the page it leads to."""

    text: Text
    target: str = ""
    url: str = ""


_TYPES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "boxes"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxInput, "box"),
    (forms.ClearableFileInput, "file"),
    (forms.FileInput, "file"),
    (forms.HiddenInput, "hidden"),
    (forms.Select, "select"),
    (forms.MultiWidget, "widget"),
    (forms.widgets.Input, "text"),
)


def view_of(bound: BoundField, extra: Mapping[str, str] | None = None) -> FieldView:
    """Return the view of a Django form's field, with what was typed still in it, unless secret."""
    widget = bound.field.widget
    kind = next((name for cls, name in _TYPES if isinstance(widget, cls)), "widget")
    attributes: dict[str, str | bool] = {
        str(k): v if isinstance(v, bool) else str(v)
        for k, v in bound.build_widget_attrs(dict(widget.attrs)).items()
        if k not in {"required", "disabled", "aria-describedby", "aria-invalid"}
    }
    attributes.update(extra or {})
    view = FieldView(
        name=bound.html_name,
        id=bound.auto_id or f"id_{bound.html_name}",
        label=bound.label,
        data=isinstance(bound.field.label, DataText),
        kind=kind,
        type=str(getattr(widget, "input_type", "text")),
        hint=bound.help_text,
        errors=sentences(bound),
        required=bound.field.required,
        marks_optional=getattr(bound.field, "marks_optional", True)
        and not isinstance(widget, forms.SearchInput),
        disabled=bound.field.disabled,
        attributes=attributes,
    )
    raw = bound.value()
    if kind in {"radio", "boxes", "select"}:
        return replace(view, options=_options(bound, raw), attributes=attributes | _many(widget))
    if kind == "box":
        return replace(view, value="on", attributes=attributes | {"checked": bool(raw)})
    hides_value = isinstance(widget, forms.PasswordInput) and not widget.render_value
    if kind == "file" or hides_value:
        return view
    if kind == "widget":
        given: dict[str, str | bool] = {"class": "input", "aria-describedby": view.described_by}
        return replace(view, widget=SafeString(bound.as_widget(attrs=given)))
    shown = raw if isinstance(raw, str) else widget.format_value(raw)
    return replace(view, value="" if shown is None else str(shown))


def _many(widget: forms.Widget) -> dict[str, bool]:
    return {"multiple": True} if isinstance(widget, forms.SelectMultiple) else {}


def _options(bound: BoundField, raw: object) -> list[Option]:
    chosen = {str(v) for v in raw} if isinstance(raw, list | tuple | set) else {str(raw)}
    choices = getattr(bound.field, "choices", ())
    flat: list[Option] = []
    for value, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        for one, text in pairs:
            word = "" if one is None else str(one)
            picked = word in chosen or (word == "" and raw in (None, ""))
            is_data = isinstance(text, DataText)
            flat.append(Option(value=word, label=str(text), chosen=picked, data=is_data))
    return flat


def sentences(bound: BoundField) -> list[str]:
    """Return what is wrong with a field, each sentence clear without its label.

    Django's own sentences for an empty or unreadable value do not name the field; ours do.
    """
    said: list[str] = []
    label = _label(bound)
    for error in bound.errors.as_data():
        if error.code == "required" and _is_djangos(bound.field, "required"):
            said.append(told(_("Hãy điền mục “%(label)s”."), label=label))
        elif error.code and _is_djangos(bound.field, error.code):
            said += [_of(label, text) for text in error.messages]
        else:
            said += error.messages
    return said


def _label(bound: BoundField) -> str:
    """Return a field's label: data as it is, the house's own words as told."""
    is_data = isinstance(bound.field.label, DataText)
    return DataText(bound.field.label) if is_data else Told(bound.label)


def _of(label: str, sentence: str) -> Told:
    return told("%(label)s: %(sentence)s", label=label, sentence=Told(sentence))


def _is_djangos(asked: forms.Field, code: str) -> bool:
    """Tell whether the field speaks Django's own sentence for a code."""
    own = asked.error_messages.get(code)
    stock = (getattr(kind, "default_error_messages", {}) for kind in type(asked).__mro__)
    return own is not None and any(messages.get(code) is own for messages in stock)


def summary_of(source: BaseForm | Mapping[str, str] | Iterable[SummaryLine]) -> list[SummaryLine]:
    """Return every error of a form, or of a mapping id → sentence, as lines of a summary.

    A sentence that is said of several fields names the field in each line.
    """
    if isinstance(source, BaseForm):
        lines = [SummaryLine(text=str(e)) for e in source.non_field_errors()]
        said = [(bound, text) for bound in source for text in sentences(bound)]
        times = Counter(text for _bound, text in said)
        for bound, text in said:
            target = bound.id_for_label or bound.auto_id or bound.html_name
            named = _of(_label(bound), text) if times[text] > 1 else text
            lines.append(SummaryLine(text=named, target=target))
        return lines
    if isinstance(source, Mapping):
        return [SummaryLine(text=text, target=target) for target, text in source.items()]
    return list(source)
