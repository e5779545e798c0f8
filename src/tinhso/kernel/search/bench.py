"""What searching costs on 300,000 things: `tinhso bench search`."""

import random
from collections.abc import Callable, Iterable, Iterator

from django.db import connection, models, transaction

from tinhso.kernel.registry.measuring import Bare, Measure, repeated
from tinhso.kernel.search.operations import create_statements, drop_statements
from tinhso.kernel.search.queries import match, matching_ids
from tinhso.kernel.search.services import index, index_many

ROWS = 300_000
KIND = "bench_thing"
TITLES = (
    "Đăng ký khai sinh",
    "Đăng ký khai tử",
    "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "Chứng thực bản sao từ bản chính",
    "Đăng ký biến động đất đai",
    "Cấp giấy chứng nhận đủ điều kiện an toàn thực phẩm",
)
PLACES = ("Đông Khê", "Quảng Uyên", "Trùng Khánh", "Bảo Lạc", "Hòa An", "Nguyên Bình", "Thạch An")
SYLLABLES = [
    head + tail
    for head in ("b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "ph", "q", "s", "t", "v", "x")
    for tail in ("ắc", "anh", "âm", "ầu", "ến", "iệu", "òa", "ồng", "uệ", "ươm", "ỹ", "ẩn")
]


def _text(dice: random.Random, number: int) -> str:
    words = " ".join(dice.sample(SYLLABLES, 3))
    return f"{dice.choice(TITLES)} xã {dice.choice(PLACES)} {words} h{number}"


def _rows() -> Iterator[tuple[int, str]]:
    dice = random.Random(20261116)  # noqa: S311 - the same things in every run
    return ((number, _text(dice, number)) for number in range(1, ROWS + 1))


class _Things:
    """A table of things with their index, there for the length of a run."""

    def __enter__(self) -> type[models.Model]:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in create_statements(KIND, connection.vendor):
                cursor.execute(statement)
            cursor.execute("CREATE TABLE bench_thing (id bigint PRIMARY KEY, state integer)")
            index_many(KIND, _rows())
            cursor.execute(
                f"INSERT INTO bench_thing SELECT object_id, object_id % 10 FROM search_{KIND}"  # noqa: S608 - a name of this module
            )
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        fields = {
            "__module__": __name__,
            "id": models.BigIntegerField(primary_key=True),
            "state": models.IntegerField(),
            "Meta": type("Meta", (), {"app_label": "search", "db_table": KIND, "managed": False}),
        }
        return type("BenchThing", (models.Model,), fields)

    def __exit__(self, *_fault: object) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in drop_statements(KIND, connection.vendor):
                cursor.execute(statement)
            cursor.execute("DROP TABLE bench_thing")


def bench(rounds: int, bare: Bare) -> Iterable[Measure]:
    """Measure finding and listing with rare, broad, unfinished and missing words."""
    with _Things() as things:
        everything = things._default_manager.order_by("-id")

        def page(query: str, **only: int) -> Callable[[], object]:
            return lambda: list(match(everything.filter(**only), KIND, query)[:25])

        for name, act in {
            "newest 25 ids, a rare word": lambda: matching_ids(KIND, "h777", limit=25),
            "newest 25 ids, a broad word": lambda: matching_ids(KIND, "dang", limit=25),
            "page of 25, missing word": page("khongco"),
            "page of 25, rare word": page("h777 "),
            "page of 25, three syllables": page("banh cac dau"),
            "page of 25, broad word": page("dang ky"),
            "page of 25, broad word, one state": page("dang ky", state=3),
            "page of 25, two letters": page("kh"),
            "page of 25, broad and place, unfinished": page("khai sinh dong kh"),
            "index one thing again": lambda: index(KIND, 777, "Đăng ký khai sinh h777"),
        }.items():
            yield repeated(name, act, rounds)
