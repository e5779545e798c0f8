"""The form a room works with: read once, asked many things."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache

from django.http import QueryDict
from django.utils import timezone

from tinhso.kernel.db.text import canonical_json, fold
from tinhso.kernel.db.words import worded
from tinhso.kernel.eforms import addresses
from tinhso.kernel.eforms import raw as typed
from tinhso.kernel.eforms.checking import check
from tinhso.kernel.eforms.cleaning import Cleaned, Cleaner
from tinhso.kernel.eforms.raw import Raw
from tinhso.kernel.eforms.registry import places
from tinhso.kernel.eforms.schema import json_schema
from tinhso.kernel.eforms.showing import SummarySection, masked, summarise
from tinhso.kernel.eforms.spec import Field, FieldKind, FormStep, Json, Shape, read
from tinhso.kernel.eforms.view import FormPage, page_of
from tinhso.kernel.errors import Invalid
from tinhso.kernel.workflow.expressions import holds


@dataclass(frozen=True)
class IndexValue:
    """One answer for a typed search table; of text, number and day one is filled."""

    key: str
    kind: str
    text: str = ""
    number: Decimal | None = None
    day: date | None = None


@dataclass(frozen=True)
class FormSpec:
    """A sound form."""

    shape: Shape

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "FormSpec":
        """Read a form; raises `Invalid` with every sentence of `check`.

        The same content is read and checked once in each process.
        """
        return _sound(canonical_json(data))

    @property
    def key(self) -> str:
        """Return the form's own key."""
        return self.shape.key

    @property
    def title(self) -> str:
        """Return the form's title in the reader's language."""
        return worded(self.shape.title)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Return the top-level fields by key."""
        return {field.key: field for field in self.shape.top_fields()}

    def step(self, key: str) -> FormStep | None:
        """Return the step of that key."""
        return next((step for step in self.shape.steps if step.key == key), None)

    def raw_from_post(
        self, post: QueryDict, *, into: Mapping[str, Json] | None = None, step: str | None = None
    ) -> Raw:
        """Return all answers as typed, those of the posted page replaced, buttons obeyed.

        The page says which step it is; give `step` when it is known from elsewhere.
        """
        shown = self.step(step or str(post.get("_step", "")))
        fields = shown.fields if shown else tuple(self.fields.values())
        raw: Raw = {**(into or {}), **typed.from_post(post, fields)}
        typed.press(post, raw, fields)
        typed.paste(post, raw, fields)
        return raw

    def pressed(self, post: QueryDict) -> bool:
        """Tell whether "add one" or "remove" was pressed: show the page again."""
        return typed.is_pressed(post)

    def clean(
        self,
        raw: Mapping[str, Json] | QueryDict,
        *,
        step: str | None = None,
        at: datetime | None = None,
        canonical: bool = False,
    ) -> Cleaned:
        """Return canonical values under stable keys, a sentence for each fault, and all as typed.

        `step` limits the sentences to one page; `canonical` says that a machine sent canonical
        values (fractions with a point).
        """
        answers: Mapping[str, Json] = (
            self.raw_from_post(raw, step=step) if isinstance(raw, QueryDict) else raw
        )
        if canonical:
            answers = typed.typed_from_values(answers, self.fields.values())
        today = timezone.localdate(at) if at else timezone.localdate()
        return Cleaner(self.shape, today, step).run(answers)

    def prefilled(self, sources: Mapping[str, Json]) -> Raw:
        """Return answers, as typed, for the fields that name a known source."""
        known = {
            field.key: sources[field.prefill]
            for field in self.fields.values()
            if field.prefill and sources.get(field.prefill)
        }
        raw = typed.typed_from_values(known, self.fields.values())
        source = next((plug for _key, plug in places), None)
        for key, value in known.items():
            field = self.fields[key]
            if field.kind is not FieldKind.ADDRESS:
                continue
            if isinstance(value, str):
                raw[key] = dict[str, Json](addresses.parted(value, field, source))
            elif isinstance(value, dict) and value.get("province_code") and source is not None:
                raw[key] = dict[str, Json](addresses.named(value, source))
        return raw

    def raw_from_values(self, values: Mapping[str, Json]) -> Raw:
        """Return canonical values as they would have been typed, to edit them again."""
        return typed.typed_from_values(values, self.fields.values())

    def steps_for(self, values: Mapping[str, Json]) -> list[FormStep]:
        """Return the steps these answers lead through."""
        today = timezone.localdate()
        return [
            step
            for step in self.shape.steps
            if step.when is None or holds(step.when, values, today=today)
        ]

    def next_step(self, values: Mapping[str, Json], *, after: str) -> FormStep | None:
        """Return the step after one, or None at the end."""
        return self._beside(values, after, 1)

    def previous_step(self, values: Mapping[str, Json], *, before: str) -> FormStep | None:
        """Return the step before one, or None at the beginning."""
        return self._beside(values, before, -1)

    def _beside(self, values: Mapping[str, Json], key: str, way: int) -> FormStep | None:
        steps = self.steps_for(values)
        place = next((i for i, step in enumerate(steps) if step.key == key), None)
        if place is None:
            return steps[0] if steps else None
        return steps[place + way] if 0 <= place + way < len(steps) else None

    def first_wrong_step(self, errors: Mapping[str, str]) -> FormStep | None:
        """Return the first step with a fault, to lead there."""
        wrong = {name.split("-")[0].split(".")[0] for name in errors}
        return next(
            (s for s in self.shape.steps if any(field.key in wrong for field in s.fields)), None
        )

    def page(
        self,
        step: str,
        *,
        raw: Mapping[str, Json] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> FormPage:
        """Return one step ready for `{% eform page %}`."""
        found = self.step(step)
        if found is None:
            raise KeyError(step)
        values = Cleaner(self.shape, timezone.localdate()).run(raw or {}).values
        return page_of(self.shape, found, raw or {}, errors or {}, values)

    def summary(self, values: Mapping[str, Json]) -> list[SummarySection]:
        """Return the answers in words, section by section, for checking and for papers."""
        return summarise(self.shape, self.steps_for(values), values)

    def masked(self, values: Mapping[str, Json]) -> dict[str, Json]:
        """Return the answers as those read them who need not see identity numbers whole."""
        return masked(self.shape, values)

    def index_values(self, values: Mapping[str, Json]) -> list[IndexValue]:
        """Return the answers marked for search, typed; personal kinds folded like any text."""
        return [
            indexed
            for field in self.fields.values()
            if field.index and values.get(field.key) is not None
            for indexed in _indexed(field, values[field.key])
        ]

    def json_schema(self) -> dict[str, object]:
        """Return the JSON Schema of the canonical values, for the API's description."""
        return json_schema(self.shape)


@lru_cache(maxsize=256)
def _sound(text: str) -> FormSpec:
    data = json.loads(text)
    if sentences := check(data):
        raise Invalid(" ".join(sentences))
    return FormSpec(read(data))


def _indexed(field: Field, value: Json) -> Iterator[IndexValue]:
    if field.kind in {FieldKind.NUMBER, FieldKind.MONEY}:
        yield IndexValue(field.key, "number", number=Decimal(str(value)))
    elif field.kind is FieldKind.DATE:
        parts = [int(part) for part in str(value).split("-")]
        yield IndexValue(field.key, "date", day=date(*(*parts, 1, 1)[:3]), text=str(value))
    elif field.kind is FieldKind.ADDRESS and isinstance(value, dict):
        said = " ".join(str(value.get(part) or "") for part in ("line", "commune", "province"))
        yield IndexValue(field.key, "text", text=fold(str(value.get("old") or said).strip()))
    elif isinstance(value, list):
        for part in value:
            if not isinstance(part, dict):
                yield IndexValue(field.key, "code", text=str(part))
    elif isinstance(value, bool):
        yield IndexValue(field.key, "code", text="yes" if value else "no")
    elif field.kind is FieldKind.CHOICE:
        yield IndexValue(field.key, "code", text=str(value))
    else:
        yield IndexValue(field.key, "text", text=fold(str(value)))
