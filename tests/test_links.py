"""The walk over links sees what is wrong with a link before anybody follows it."""

from tools.links import Walk, shape_of


def _read(html: str, *, at: str = "/tra-cuu/") -> Walk:
    walk = Walk([at])
    for address in walk:
        if address == at:
            walk.read(html, at=at)
    return walk


def test_links_of_a_page_are_walked_once_each() -> None:
    walk = _read('<a href="/ho-so/">1</a><a href="/ho-so/">2</a><img src="/tep/1/xem-truoc/">')

    assert walk.seen == {"/tra-cuu/", "/ho-so/", "/tep/1/xem-truoc/"}
    assert walk.faults == []


def test_a_telephone_and_a_letter_are_no_pages() -> None:
    walk = _read('<a href="tel:19000000">1</a><a href="mailto:a@caobang.gov.vn">2</a>')

    assert (walk.seen, walk.faults) == ({"/tra-cuu/"}, [])


def test_a_way_out_of_the_house_is_a_fault() -> None:
    walk = _read('<a href="https://example.org/">1</a><script src="//example.org/a.js"></script>')

    assert walk.faults == [
        "/tra-cuu/: leads to https://example.org/",
        "/tra-cuu/: fetches //example.org/a.js",
    ]


def test_the_national_portal_is_left_to_by_a_link_that_says_so() -> None:
    declared = _read('<a rel="noopener external" href="https://dichvucong.gov.vn/x">1</a>')
    silent = _read('<a href="https://dichvucong.gov.vn/x">1</a>')

    assert declared.faults == []
    assert silent.faults == ["/tra-cuu/: leads to https://dichvucong.gov.vn/x"]


def test_a_place_that_is_not_on_the_page_is_a_fault() -> None:
    walk = _read('<h2 id="co">1</h2><a href="#co">2</a><a href="#khong-co">3</a>')

    assert walk.faults == ["/tra-cuu/: /tra-cuu/ has no #khong-co"]


def test_a_static_file_nobody_has_is_a_fault() -> None:
    walk = _read('<link rel="stylesheet" href="/static/khong-co.css">')

    assert walk.faults == ["/tra-cuu/: /static/khong-co.css is no static file"]


def test_addresses_of_one_page_have_one_shape() -> None:
    some = {shape_of("/dich-vu-cong/?trang=2"), shape_of("/dich-vu-cong/?trang=3")}

    assert some == {"dich-vu-cong/?trang"}
    assert shape_of("/dich-vu-cong/?q=a&trang=2") == "dich-vu-cong/?q,trang"


def test_an_order_beside_a_filter_makes_no_shape_of_its_own() -> None:
    aside = frozenset({"xep", "c"})

    assert shape_of("/lam-viec/so/?q=a&xep=-code&c=x", aside) == "lam-viec/so/?q"
    assert shape_of("/lam-viec/so/?xep=-code", aside) == "lam-viec/so/?xep"
    assert shape_of("/lam-viec/so/", aside) == "lam-viec/so/?"


def test_filters_of_a_list_are_tried_a_few_times_and_its_rows_all() -> None:
    rows = "".join(f'<a href="/dich-vu-cong/1.00000{n}/">{n}</a>' for n in range(9))
    filters = "".join(f'<a href="/dich-vu-cong/?trang={n}">{n}</a>' for n in range(9))
    walk = Walk(["/dich-vu-cong/"], per_filter=2)
    opened = []
    for address in walk:
        opened.append(address)
        if address == "/dich-vu-cong/":
            walk.read(rows + filters, at=address)

    assert len([address for address in opened if "1.0000" in address]) == 9
    assert len([address for address in opened if "trang" in address]) == 2
