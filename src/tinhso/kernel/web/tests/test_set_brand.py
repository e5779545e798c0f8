"""The province's own name, colour and mark."""

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tinhso.kernel.audit.models import AuditEntry
from tinhso.kernel.errors import Invalid, NotPermitted
from tinhso.kernel.testing import make_actor
from tinhso.kernel.web.brand import accent_problem, contrast, current_brand, mark_problem
from tinhso.kernel.web.forms import BrandForm
from tinhso.kernel.web.models import Brand
from tinhso.kernel.web.services import load_demonstration_brand, set_brand
from tinhso.kernel.web.tests.conftest import SignIn

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
)


def test_contrast_is_counted_as_wcag_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


@pytest.mark.parametrize("accent", ["#27497a", "#155a3a", "#7a1f4b", "#5b3d00"])
def test_deep_colours_carry_words(accent: str) -> None:
    assert accent_problem(accent) == ""


@pytest.mark.parametrize("accent", ["#88aadd", "#ffcc00", "#ffffff"])
def test_pale_colours_are_refused(accent: str) -> None:
    assert "quá nhạt" in accent_problem(accent)


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>alert(1)</script></svg>",
        '<svg onload="alert(1)"/>',
        '<svg><a href="javascript:alert(1)"/></svg>',
        '<!DOCTYPE svg [<!ENTITY x "y">]><svg/>',
        '<svg><path fill="url(https://evil.example/x)"/></svg>',
        "not a drawing",
    ],
)
def test_a_mark_is_shapes_only(svg: str) -> None:
    assert mark_problem(svg) != ""


def test_a_plain_drawing_is_a_mark() -> None:
    assert mark_problem(DRAWING) == ""


@pytest.mark.django_db
def test_a_brand_is_set_and_shown(
    as_actor: SignIn, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    keeper = as_actor(make_actor("web.set_brand"))

    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(
            "/quan-tri/nhan-dien/",
            {"province": "Tỉnh Thử", "service": "Cổng", "accent": "#155a3a", "mark": DRAWING},
        )

    page = keeper.get("/thu/cong/").content.decode()
    assert "Tỉnh Thử" in page
    colours = page.split('href="/nhan-dien/')[-1].split('"')[0]
    assert "--indigo-700:#155a3a" in keeper.get(f"/nhan-dien/{colours}").content.decode()
    assert AuditEntry.objects.get().action == "web.brand_set"


@pytest.mark.django_db
@pytest.mark.parametrize("accent", ["red", "#27497", "#27497g", "#27497A"])
def test_what_is_no_colour_is_refused_at_its_field(accent: str) -> None:
    form = BrandForm({"province": "Tỉnh", "service": "Dịch vụ", "accent": accent})

    assert form.errors["accent"] == ["Màu viết như #27497a."]


@pytest.mark.django_db
def test_a_pale_brand_changes_nothing() -> None:
    with pytest.raises(Invalid) as refused:
        set_brand(actor=make_actor("web.set_brand"), province="A", service="B", accent="#ffcc00")

    assert "accent" in refused.value.fields
    assert not Brand.objects.exists()


@pytest.mark.django_db
def test_the_brand_is_not_for_everybody(official: Client) -> None:
    with pytest.raises(NotPermitted):
        set_brand(actor=make_actor(), province="A", service="B", accent="#155a3a")

    assert official.get("/quan-tri/nhan-dien/").status_code == 403
    assert not Brand.objects.exists()


@pytest.mark.django_db
def test_the_demonstration_has_a_telephone_number_until_a_brand_is_set() -> None:
    assert load_demonstration_brand()
    assert not load_demonstration_brand()

    assert current_brand().hotline_link == "19000000"


@pytest.mark.django_db
def test_the_platforms_label_stands_at_the_foot_of_every_page(
    as_actor: SignIn,
    official: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    keeper = as_actor(make_actor("web.set_brand"))
    said = {"province": "Tỉnh Thử", "service": "Cổng", "accent": "#155a3a"}
    label = {
        "platform_code": "NT-01",
        "platform_kind": "Nền tảng thử",
        "platform_conformity": "Đạt 7/7",
        "platform_check": "Đã kiểm tra 01/11/2026",
    }

    assert 'class="platform"' not in official.get("/thu/cong/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post("/quan-tri/nhan-dien/", said | label)

    for page in ("/thu/cong/", "/lam-viec/"):
        shown = official.get(page).content.decode()
        assert all(words in shown for words in label.values()), page
