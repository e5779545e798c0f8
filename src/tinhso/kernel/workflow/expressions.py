"""Conditions and sums as data, shared by processes and forms.

They are small on purpose: no loops, no names but the values', no way to run anything. What is
missing makes a comparison false and a sum empty; nothing here raises on a person's answers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

Expression = Mapping[str, object]
"""One operator and its operands: `{"eq": ["loai", "moi"]}`."""

Values = Mapping[str, object]

_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
_SUMS = frozenset({"add", "sub", "mul", "div"})
_MOST_DEPTH = 12
_MOST_NUMBER = Decimal(10) ** 18


def holds(expression: Expression, values: Values, *, today: date) -> bool:
    """Tell whether a condition is true of these values."""
    operator, operand = _only(expression)
    if operator == "and":
        return all(holds(part, values, today=today) for part in _parts(operand))
    if operator == "or":
        return any(holds(part, values, today=today) for part in _parts(operand))
    if operator == "not":
        return not holds(_as_expression(operand), values, today=today)
    if operator == "filled":
        return _look_up(str(operand), values) not in (None, "", [], {})
    left_operand, right_operand = _pair(operand)
    left = _left(left_operand, values, today=today)
    if operator == "in":
        return left is not None and left in _list(right_operand)
    if operator == "has":
        return right_operand in _list(left)
    return _compare(operator, left, _right(right_operand, values, today=today))


def compute(expression: object, values: Values, *, today: date) -> Decimal | None:
    """Return a sum over the values, or None while one of them is not filled in."""
    if isinstance(expression, int | float | Decimal) and not isinstance(expression, bool):
        return Decimal(str(expression))
    if not isinstance(expression, Mapping):
        return None
    operator, operand = _only(expression)
    if operator == "var":
        return _number(_look_up(str(operand), values))
    if operator == "sum":
        return sum(
            (n for n in map(_number, _each(str(operand), values)) if n is not None), Decimal()
        )
    if operator == "age":
        return _age(_look_up(str(operand), values), today)
    if operator == "round":
        inner, places = _pair(operand)
        number = compute(inner, values, today=today)
        step = Decimal(1).scaleb(-int(str(places)))
        return None if number is None else number.quantize(step, ROUND_HALF_UP)
    numbers = [compute(part, values, today=today) for part in _list(operand)]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not known:
        return None
    return _apply(operator, known)


def problems(expression: object, *, names: frozenset[str] | None = None) -> list[str]:
    """Return what is wrong with a condition, in sentences for the official who wrote it.

    With `names`, a condition on a value that does not exist is a problem too.
    """
    return _condition_problems(expression, names, 0)


def sum_problems(expression: object, *, names: frozenset[str] | None = None) -> list[str]:
    """Return what is wrong with a sum, in sentences for the official who wrote it."""
    return _sum_problems(expression, names, 0)


def _condition_problems(expression: object, names: frozenset[str] | None, depth: int) -> list[str]:
    if depth > _MOST_DEPTH:
        return [_("Điều kiện lồng quá sâu.")]
    if not isinstance(expression, Mapping) or len(expression) != 1:
        return [_('Điều kiện phải có đúng một phép, như {"eq": ["loai", "moi"]}.')]
    operator, operand = _only(expression)
    if operator in {"and", "or"}:
        if not isinstance(operand, list) or not operand:
            return [_("Phép “%(operator)s” cần một danh sách điều kiện.") % {"operator": operator}]
        return [p for part in operand for p in _condition_problems(part, names, depth + 1)]
    if operator == "not":
        return _condition_problems(operand, names, depth + 1)
    if operator == "filled":
        return _name_problems(operand, names)
    if operator not in _COMPARISONS | {"in", "has"}:
        return [_("Không có phép so sánh “%(operator)s”.") % {"operator": operator}]
    if not isinstance(operand, list) or len(operand) != 2:
        return [_("Phép “%(operator)s” cần đúng hai vế.") % {"operator": operator}]
    left, right = operand
    found = (
        _sum_problems(left, names, depth + 1)
        if isinstance(left, Mapping)
        else _name_problems(left, names)
    )
    if operator == "in" and not isinstance(right, list):
        found.append(_("Vế phải của phép “in” phải là một danh sách."))
    if isinstance(right, Mapping):
        found += _right_problems(right, names)
    return found


def _right_problems(right: Mapping[str, object], names: frozenset[str] | None) -> list[str]:
    if len(right) != 1 or next(iter(right)) not in {"var", "today"}:
        return [_('Vế phải là một giá trị, {"var": tên} hoặc {"today": số ngày}.')]
    operator, operand = _only(right)
    if operator == "var":
        return _name_problems(operand, names)
    if not isinstance(operand, int) or isinstance(operand, bool) or abs(operand) > 36_525:
        return [_("“today” cần một số ngày, trong vòng một trăm năm.")]
    return []


def _sum_problems(expression: object, names: frozenset[str] | None, depth: int) -> list[str]:
    if depth > _MOST_DEPTH:
        return [_("Phép tính lồng quá sâu.")]
    if isinstance(expression, int | float) and not isinstance(expression, bool):
        return []
    if not isinstance(expression, Mapping) or len(expression) != 1:
        return [_('Phép tính phải là một số hoặc có đúng một phép, như {"add": […]}.')]
    operator, operand = _only(expression)
    if operator in {"var", "age", "sum"}:
        return _name_problems(operand, names)
    if operator == "round":
        if not isinstance(operand, list) or len(operand) != 2 or operand[1] not in range(7):
            return [_("Phép “round” cần một phép tính và số chữ số lẻ từ 0 đến 6.")]
        return _sum_problems(operand[0], names, depth + 1)
    if operator not in _SUMS:
        return [_("Không có phép tính “%(operator)s”.") % {"operator": operator}]
    if not isinstance(operand, list) or len(operand) < 2:
        return [_("Phép “%(operator)s” cần ít nhất hai số hạng.") % {"operator": operator}]
    return [p for part in operand for p in _sum_problems(part, names, depth + 1)]


def _name_problems(name: object, names: frozenset[str] | None) -> list[str]:
    if not isinstance(name, str) or not name:
        return [_("Chỗ này cần tên của một giá trị.")]
    if names is not None and name not in names:
        return [_("Không có ô nào tên “%(name)s”.") % {"name": name}]
    return []


def _only(expression: Mapping[str, object]) -> tuple[str, object]:
    return next(iter(expression.items()))


def _parts(operand: object) -> list[Expression]:
    return [_as_expression(part) for part in _list(operand)]


def _as_expression(part: object) -> Expression:
    if not isinstance(part, Mapping):
        raise TypeError("a condition is a table with one operator")
    return part


def _pair(operand: object) -> tuple[object, object]:
    left, right = _list(operand)
    return left, right


def _list(operand: object) -> Sequence[object]:
    return operand if isinstance(operand, list | tuple) else []


def _look_up(name: str, values: Values) -> object:
    if name in values:
        return values[name]
    head, dot, tail = name.partition(".")
    inner = values.get(head)
    return _look_up(tail, inner) if dot and isinstance(inner, Mapping) else None


def _each(name: str, values: Values) -> list[object]:
    group, _dot, field = name.partition(".")
    items = _list(values.get(group))
    return [item.get(field) for item in items if isinstance(item, Mapping)]


def _left(operand: object, values: Values, *, today: date) -> object:
    if isinstance(operand, Mapping):
        return compute(operand, values, today=today)
    return _look_up(str(operand), values)


def _right(operand: object, values: Values, *, today: date) -> object:
    if not isinstance(operand, Mapping):
        return operand
    operator, inner = _only(operand)
    if operator == "today":
        return (today + timedelta(days=int(str(inner)))).isoformat()
    return _look_up(str(inner), values)


def _compare(operator: str, left: object, right: object) -> bool:
    if operator == "eq":
        return left is not None and _same(left, right)
    if operator == "ne":
        return not _same(left, right)
    if left in (None, "") or right in (None, ""):
        return False
    left_number, right_number = _number(left), _number(right)
    if left_number is not None and right_number is not None:
        order = (left_number > right_number) - (left_number < right_number)
    else:
        # A partial date is as exact as it is: 2026 is neither before nor after 2026-11-19.
        size = min(len(str(left)), len(str(right)))
        first, second = str(left)[:size], str(right)[:size]
        order = (first > second) - (first < second)
    return {"lt": order < 0, "le": order <= 0, "gt": order > 0, "ge": order >= 0}[operator]


def _same(left: object, right: object) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    left_number, right_number = _number(left), _number(right)
    if (
        left_number is not None
        and right_number is not None
        and not (isinstance(left, str) and isinstance(right, str))
    ):
        return left_number == right_number
    return left == right


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _age(value: object, today: date) -> Decimal | None:
    if not isinstance(value, str) or not value[:4].isdigit():
        return None
    parts = [int(part) for part in value.split("-")]
    born = (*parts, 1, 1)[:3] if len(parts) < 3 else tuple(parts)
    before_birthday = (today.month, today.day) < (born[1], born[2])
    return Decimal(today.year - born[0] - before_birthday)


def _apply(operator: str, numbers: list[Decimal]) -> Decimal | None:
    total = numbers[0]
    for number in numbers[1:]:
        if operator == "add":
            total += number
        elif operator == "sub":
            total -= number
        elif operator == "mul":
            total *= number
        elif number == 0:
            return None
        else:
            total /= number
        if abs(total) > _MOST_NUMBER:
            return None
    return total
