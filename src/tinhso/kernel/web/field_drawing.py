"""The markup of every field: label, hint, error and input, tied together for screen readers.

A page of a list has a score of them in its filters, a form more: as templates each cost as much
as ten rows.
"""

from collections.abc import Iterable
from typing import Final, Protocol

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tinhso.kernel.web.fields import FieldView, Option
from tinhso.kernel.web.icons import drawn_icon
from tinhso.kernel.web.markup import escaped, put

_NOTHING: Final = SafeString("")
_DECORATION: Final = SafeString('aria-hidden="true"')
_IF_CHOSEN: Final = {True: " selected", False: ""}
_IF_DATA: Final = {True: SafeString(' lang="vi"'), False: _NOTHING}


class Choice(Protocol):
    """An answer to choose from: an option of the house's forms, or of an e-form."""

    @property
    def value(self) -> str:
        """What is sent."""

    @property
    def label(self) -> object:
        """What is read."""

    @property
    def chosen(self) -> bool:
        """Whether it is the answer now."""

    @property
    def data(self) -> bool:
        """Whether its label is data, not a word of the house."""


def drawn_field(field: FieldView) -> SafeString:
    """Return one field as HTML."""
    if field.kind == "hidden":
        markup = '<input type="hidden" name="{}" id="{}" value="{}">\n'
        return put(markup, field.name, field.html_id, field.value)
    if field.kind == "box":
        return _box(field)
    return _group(field) if field.is_group else _single(field)


def drawn_options(choices: Iterable[Choice], data: bool = False) -> SafeString:
    """Return the options of a select; with `data` all their words are data."""
    return SafeString(
        "\n".join(
            f'<option value="{escaped(str(one.value))}"{_IF_CHOSEN[one.chosen]}'
            f"{_IF_DATA[data or one.data]}>{escaped(str(one.label))}</option>"
            for one in choices
        )
    )


def _single(field: FieldView) -> SafeString:
    return put(
        '<div class="field{}{}" data-field="{}">\n<label for="{}">{}</label>\n{}{}{}\n</div>\n',
        _wrong(field),
        f" {field.width}" if field.width else "",
        field.name,
        field.html_id,
        _label(field),
        _hint(field),
        drawn_errors(field),
        _input(field),
    )


def _input(field: FieldView) -> SafeString | str:
    if field.kind == "widget":
        return field.widget
    if field.kind == "file":
        return _upload(field)
    named = put('name="{}" id="{}"', field.name, field.html_id)
    asked = put("{}{}", field.attribute_text(), _flags(field))
    if field.kind == "textarea":
        markup = '<textarea class="input" {} lang="vi"{}>{}</textarea>'
        return put(markup, named, asked, field.value)
    if field.kind == "select":
        options = drawn_options(field.options, field.data)
        return put('<select class="input" {}{}>\n{}\n</select>', named, asked, options)
    markup = '<input class="input" type="{}" {} value="{}"{}>'
    return put(markup, field.type, named, field.value, asked)


def _upload(field: FieldView) -> SafeString:
    given = put(
        '<p class="upload-line">{} <span lang="vi">{}</span></p>\n',
        drawn_icon("file-earmark-check", _DECORATION, ""),
        field.value,
    )
    return put(
        '<div class="upload" data-upload{} data-failed-word="{}" data-retry-word="{}">\n'
        '<input class="upload-input" type="file" name="{}" id="{}"{}{}>\n{}</div>',
        put(' data-upload-url="{}"', field.upload_url) if field.upload_url else "",
        _("Chưa gửi được tệp này."),
        _("Thử lại"),
        field.name,
        field.html_id,
        field.attribute_text(),
        _flags(field),
        given if field.value else "",
    )


def _box(field: FieldView) -> SafeString:
    return put(
        '<div class="field{}" data-field="{}">\n{}<label class="choice" for="{}">\n'
        '<input type="checkbox" name="{}" id="{}" value="{}"{}{}>\n<span{}>{}</span></label>\n'
        "{}</div>\n",
        _wrong(field),
        field.name,
        drawn_errors(field),
        field.html_id,
        field.name,
        field.html_id,
        field.value or "on",
        field.attribute_text(),
        _flags(field),
        _IF_DATA[field.data],
        field.label,
        _hint(field),
    )


def _group(field: FieldView) -> SafeString:
    two = " two" if len(field.options) == 2 else ""
    choices = (
        put('<div class="date-parts">{}</div>', field.widget)
        if field.kind == "date"
        else put('<div class="choices{}">\n{}</div>', two, _choices(field))
    )
    return put(
        '<fieldset class="field{}" id="{}" tabindex="-1" data-field="{}"{}>\n'
        "<legend>{}</legend>\n{}{}{}\n</fieldset>\n",
        _wrong(field),
        field.html_id,
        field.name,
        _described(field),
        _label(field),
        _hint(field),
        drawn_errors(field),
        choices,
    )


def _choices(field: FieldView) -> SafeString:
    """Return the boxes or buttons; of buttons none stands for no answer."""
    many = field.kind == "boxes"
    asked = (" required" if field.required and not many else "") + (
        " disabled" if field.disabled else ""
    )
    return SafeString(
        "".join(
            _choice(field, option, place, asked)
            for place, option in enumerate(field.options)
            if option.value or many
        )
    )


def _choice(field: FieldView, option: Option, place: int, asked: str) -> SafeString:
    return put(
        '<label class="choice" for="{0}_{1}">\n<input type="{2}" name="{3}" id="{0}_{1}"'
        ' value="{4}"{5}{6}>\n<span{7}>{8}{9}</span>\n</label>\n',
        field.html_id,
        place,
        "checkbox" if field.kind == "boxes" else "radio",
        field.name,
        option.value,
        " checked" if option.chosen else "",
        asked,
        _IF_DATA[field.data or option.data],
        option.label,
        put(" <small>{}</small>", option.hint) if option.hint else "",
    )


def _label(field: FieldView) -> SafeString:
    optional = (
        put('\n<span class="optional">{}</span>', _("(không bắt buộc)"))
        if field.marks_optional and not field.required
        else ""
    )
    return put("<span{}>{}</span>{}", _IF_DATA[field.data], field.label, optional)


def _hint(field: FieldView) -> SafeString:
    if not field.hint:
        return _NOTHING
    markup = '<p class="hint" id="{}-hint"{}>{}</p>\n'
    return put(markup, field.html_id, _IF_DATA[field.data], field.hint)


def drawn_errors(field: FieldView) -> SafeString:
    """Return what is wrong with a field, named by its input; nothing where it is sound."""
    if not field.errors:
        return _NOTHING
    return put(
        '<div class="error" id="{}-error">\n{}\n<div>{}</div>\n</div>\n',
        field.html_id,
        drawn_icon("exclamation-triangle", _DECORATION, ""),
        SafeString("".join(put("<p>{}</p>\n", error) for error in field.errors)),
    )


def _wrong(field: FieldView) -> str:
    return " wrong" if field.errors else ""


def _flags(field: FieldView) -> SafeString:
    return put(
        "{}{}{}{}",
        " required" if field.required else "",
        " disabled" if field.disabled else "",
        SafeString(' aria-invalid="true"') if field.errors else "",
        _described(field),
    )


def _described(field: FieldView) -> SafeString:
    ids = field.described_by
    return put(' aria-describedby="{}"', ids) if ids else _NOTHING
