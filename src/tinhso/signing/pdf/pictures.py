"""The picture of a signature as objects of a PDF, cut out of its own page once and kept."""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import pikepdf

from tinhso.signing.pdf.updates import Odd, Update, reference

MOST_OBJECTS: Final = 500
"""A picture is a few strokes and a font."""


@dataclass(frozen=True)
class Picture:
    """A page as a form: its objects in pieces of text, with the references left open.

    Each object is a list of texts; between two of them stands a reference to the object whose
    index is at the same place in `links`. The first object is the form itself.
    """

    width: float
    height: float
    objects: tuple[tuple[tuple[bytes, ...], tuple[int, ...]], ...]

    def put_into(self, update: Update) -> bytes:
        """Write the picture into an update; return the reference to its form."""
        first = update.reserve(len(self.objects))
        for index, (texts, links) in enumerate(self.objects):
            body = [texts[0]]
            for link, following in zip(links, texts[1:], strict=True):
                body += (reference((first + link, 0)), following)
            update.written[first + index, 0] = b"".join(body)
        return reference((first, 0))


@lru_cache(maxsize=2048)
def picture_of(page: bytes) -> Picture:
    """Return the picture on a one-page PDF."""
    with pikepdf.Pdf.open(io.BytesIO(page)) as file:
        form = file.pages[0].as_form_xobject()
        left, bottom, right, top = (float(edge) for edge in form.BBox)
        return Picture(right - left, top - bottom, tuple(_Cutter().cut(form)))


class _Cutter:
    """Writes an object and all it refers to, numbered in the order in which they are met."""

    def __init__(self) -> None:
        """Begin with nothing met."""
        self._met: dict[tuple[int, int], int] = {}
        self._waiting: list[pikepdf.Object] = []

    def cut(self, form: pikepdf.Object) -> list[tuple[tuple[bytes, ...], tuple[int, ...]]]:
        """Return every object as texts and the links between them."""
        self._link(form)
        made: list[tuple[tuple[bytes, ...], tuple[int, ...]]] = []
        while self._waiting:
            if len(self._met) > MOST_OBJECTS:
                raise Odd("a picture of too many parts")
            parts: list[bytes | int] = []
            self._whole(self._waiting.pop(0), parts)
            made.append(_split(parts))
        return made

    def _link(self, one: pikepdf.Object) -> int:
        if one.objgen not in self._met:
            self._met[one.objgen] = len(self._met)
            self._waiting.append(one)
        return self._met[one.objgen]

    def _whole(self, one: pikepdf.Object, parts: list[bytes | int]) -> None:
        if not isinstance(one, pikepdf.Stream):
            self._inside(one, parts)
            return
        data = one.read_raw_bytes()
        self._dictionary(one.stream_dict, parts, length=len(data))
        parts += (b"\nstream\n", data, b"\nendstream")

    def _inside(self, one: object, parts: list[bytes | int]) -> None:
        if isinstance(one, pikepdf.Dictionary):
            self._dictionary(one, parts)
        elif isinstance(one, pikepdf.Array):
            parts.append(b"[")
            for item in one:
                parts.append(b" ")
                self._value(item, parts)
            parts.append(b" ]")
        else:
            # Numbers come as Python's own; an array writes any of them.
            parts.append(pikepdf.Array([one]).unparse()[1:-1].strip())

    def _dictionary(
        self, one: pikepdf.Object, parts: list[bytes | int], *, length: int | None = None
    ) -> None:
        parts.append(b"<<")
        for name in sorted(one.keys()):
            if name == "/Length" and length is not None:
                continue
            parts += (b" ", pikepdf.Name(name).unparse(), b" ")
            self._value(one.get(name), parts)
        parts.append(b" >>" if length is None else b" /Length %d >>" % length)

    def _value(self, one: object, parts: list[bytes | int]) -> None:
        if isinstance(one, pikepdf.Object) and one.is_indirect:
            parts.append(self._link(one))
        else:
            self._inside(one, parts)


def _split(parts: list[bytes | int]) -> tuple[tuple[bytes, ...], tuple[int, ...]]:
    """Return the texts between links, and the links."""
    texts, links, text = [], [], b""
    for part in parts:
        if isinstance(part, int):
            texts.append(text)
            links.append(part)
            text = b""
        else:
            text += part
    return (*texts, text), tuple(links)
