"""The JSON Schema (2020-12) of a form's canonical values."""

from tinhso.kernel.db.words import worded
from tinhso.kernel.eforms.raw import least_items, most_items
from tinhso.kernel.eforms.spec import Field, FieldKind, Shape

Schema = dict[str, object]


def json_schema(shape: Shape) -> Schema:
    """Return the schema; what is required only sometimes is left to the server's sentences."""
    fields = list(shape.top_fields())
    schema = _object(fields)
    always = [step for step in shape.steps if step.when is None]
    schema["required"] = [f.key for step in always for f in step.fields if _always(f)]
    properties = schema["properties"]
    if isinstance(properties, dict):
        for calculation in shape.calculations:
            properties[calculation.key] = {
                "type": ["integer", "string"],
                "title": worded(calculation.label),
                "readOnly": True,
            }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": worded(shape.title),
        **schema,
    }


def _object(fields: list[Field]) -> Schema:
    return {
        "type": "object",
        "properties": {field.key: _property(field) for field in fields},
        "required": [field.key for field in fields if _always(field)],
        "additionalProperties": False,
    }


def _always(field: Field) -> bool:
    return field.required is True and field.when is None


def _property(field: Field) -> Schema:
    schema: Schema = {"title": worded(field.label), **_type(field)}
    if field.hint:
        schema["description"] = worded(field.hint)
    return schema


def _type(field: Field) -> Schema:
    if field.kind is FieldKind.GROUP:
        bounds = {"minItems": least_items(field), "maxItems": most_items(field)}
        return {"type": "array", "items": _object(list(field.fields)), **bounds}
    if field.kind is FieldKind.ADDRESS:
        parts = ("province_code", "province", "commune_code", "commune", "line", "old")
        return {"type": "object", "properties": {part: {"type": "string"} for part in parts}}
    if field.kind is FieldKind.MULTI:
        return {"type": "array", "uniqueItems": True, "items": _enum(field)}
    if field.kind is FieldKind.CHOICE:
        return _enum(field)
    if field.kind is FieldKind.FILE:
        return {"type": "array", "items": {"type": "string", "format": "uuid"}}
    if field.kind in {FieldKind.YES_NO, FieldKind.STATEMENT}:
        return {"type": "boolean"}
    if field.kind is FieldKind.MONEY or (field.kind is FieldKind.NUMBER and not field.decimals):
        ends = {"minimum": field.min, "maximum": field.max}
        return {"type": "integer", **{k: v for k, v in ends.items() if isinstance(v, int)}}
    return {"type": "string", **_PATTERNS.get(field.kind, {}), **_lengths(field), **_day(field)}


def _enum(field: Field) -> Schema:
    return {"type": "string", "enum": [choice.value for choice in field.options]}


def _lengths(field: Field) -> Schema:
    lengths = {"minLength": field.min_length, "maxLength": field.max_length}
    return {name: length for name, length in lengths.items() if length}


def _day(field: Field) -> Schema:
    if field.kind is not FieldKind.DATE:
        return {}
    exact = {"day": r"-\d{2}-\d{2}", "month": r"-\d{2}(-\d{2})?", "year": r"(-\d{2}(-\d{2})?)?"}
    return {"pattern": rf"^\d{{4}}{exact[field.precision]}$"}


_PATTERNS: dict[FieldKind, Schema] = {
    FieldKind.NUMBER: {"pattern": r"^-?\d+(\.\d+)?$"},
    FieldKind.IDENTITY_NUMBER: {"pattern": r"^\d{12}$"},
    FieldKind.TAX_CODE: {"pattern": r"^\d{10}(-\d{3})?$|^\d{12}$"},
    FieldKind.PHONE: {"pattern": r"^(0\d{9,10}|\+\d{8,15})$"},
    FieldKind.EMAIL: {"format": "email"},
}
