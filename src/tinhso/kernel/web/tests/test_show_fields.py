"""Fields: one markup, tied together for people who hear the page."""

from django import forms
from django.template import Context, Template

from tinhso.kernel.web.fields import FieldView, Option, summary_of, view_of


class NameForm(forms.Form):
    """One text and one choice."""

    name = forms.CharField(label="Họ tên", help_text="Viết có dấu", max_length=5)
    sex = forms.ChoiceField(
        label="Giới tính", choices=(("nam", "Nam"), ("nu", "Nữ")), widget=forms.RadioSelect
    )


def drawn(source: str, **values: object) -> str:
    """Render a piece of template."""
    return Template("{% load kernel %}" + source).render(Context(values))


def test_hint_and_error_are_tied_to_the_input() -> None:
    html = drawn("{% field form.name %}", form=NameForm({"name": "Nông Thị Lan"}))

    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="Nông Thị Lan"' in html
    assert 'id="id_name-error"' in html


def test_a_typed_password_is_not_sent_back() -> None:
    class Form(forms.Form):
        word = forms.CharField(label="Mật khẩu", max_length=3, widget=forms.PasswordInput)

    html = drawn("{% field form.word %}", form=Form({"word": "bi-mat"}))

    assert 'type="password"' in html
    assert "bi-mat" not in html


def test_what_may_stay_empty_says_so_but_a_search_does_not() -> None:
    class Form(forms.Form):
        note = forms.CharField(label="Ghi chú", required=False)
        words = forms.CharField(label="Tìm", required=False, widget=forms.SearchInput)

    assert "(không bắt buộc)" in drawn("{% field form.note %}", form=Form())
    assert "(không bắt buộc)" not in drawn("{% field form.words %}", form=Form())


def test_an_empty_field_is_named_in_the_summary() -> None:
    lines = summary_of(NameForm({"name": "", "sex": ""}))

    assert [str(line.text) for line in lines] == [
        "Hãy điền mục “Họ tên”.",
        "Hãy điền mục “Giới tính”.",
    ]
    assert lines[0].target == "id_name"


def test_a_sentence_said_of_several_fields_names_each() -> None:
    class Form(forms.Form):
        login = forms.CharField(label="Tên", error_messages={"required": "Hãy điền."})
        name = forms.CharField(label="Họ tên", error_messages={"required": "Hãy điền."})
        note = forms.CharField(label="Ghi chú", error_messages={"required": "Hãy ghi."})

    lines = summary_of(Form({}))

    assert [str(line.text) for line in lines] == [
        "Tên: Hãy điền.",
        "Họ tên: Hãy điền.",
        "Hãy ghi.",
    ]


def test_typed_choices_stay_chosen() -> None:
    view = view_of(NameForm({"name": "", "sex": "nu"})["sex"])

    assert [(o.value, o.chosen) for o in view.options] == [("nam", False), ("nu", True)]


def test_what_was_typed_is_escaped() -> None:
    html = drawn("{% field form.name %}", form=NameForm({"name": '"><script>'}))

    assert "<script>" not in html


def test_a_field_made_by_hand_looks_the_same() -> None:
    view = FieldView(
        name="child",
        label="Tên bé",
        kind="select",
        data=True,
        options=[Option(value="1", label="A")],
    )

    html = drawn("{% field view %}", view=view)

    assert '<span lang="vi">Tên bé</span>' in html
    assert 'id="id_child"' in html


def test_a_state_is_a_shape_a_word_and_a_colour() -> None:
    html = drawn('{% state "late" "Quá hạn" %}')

    assert html == '<span class="state late">Quá hạn</span>'


def test_icons_speak_or_keep_silent() -> None:
    silent = drawn('{% icon "bell" %}')
    speaking = drawn('{% icon "bell" label="Thông báo" %}')

    assert 'aria-hidden="true"' in silent
    assert 'role="img" aria-label="Thông báo"' in speaking


def test_options_are_escaped_chosen_and_marked_as_data() -> None:
    options = [Option(value='1"', label="<Phòng & ban>", chosen=True), Option(value="2", label="B")]
    view = FieldView(name="don-vi", label="Đơn vị", kind="select", options=options, data=True)

    html = drawn("{% field view %}", view=view)

    assert (
        '<option value="1&quot;" selected lang="vi">&lt;Phòng &amp; ban&gt;</option>\n'
        '<option value="2" lang="vi">B</option>'
    ) in html
