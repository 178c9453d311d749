"""条件 a small language, read twice: evaluated here over facts, turned into SQL by the ledger.

Names, whole numbers, `and`, `or`, comparisons and `-` between two dates. A comparison with what is not known is false
in both, for which reason `not` stands before plain truths alone.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

_COMPARE: dict[type[ast.cmpop], tuple[Callable[[Any, Any], bool], str]] = {
    ast.Lt: (operator.lt, "<"),
    ast.LtE: (operator.le, "<="),
    ast.Eq: (operator.eq, "="),
}

Values = Mapping[str, Any]


@cache
def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def evaluated(text: str, values: Values) -> Any:
    """The expression's value; errors: KeyError for an unknown name, ValueError for what is not in the language."""
    return _value(_parsed(text), values)


def as_sql(text: str, columns: Mapping[str, str]) -> str:
    """The same as SQL, names replaced by what `columns` calls them; errors: as above."""
    return _sql(_parsed(text), columns)


def _value(node: ast.expr, values: Values) -> Any:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() as number):
            return number
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_value(part, values) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_value(part, values) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return not values[name]
        case ast.Compare():
            terms = [_value(term, values) for term in (node.left, *node.comparators)]
            pairs = zip(node.ops, terms, terms[1:], strict=False)
            return all(
                first is not None and second is not None and _COMPARE[type(sign)][0](first, second)
                for sign, first, second in pairs
            )
        case ast.BinOp(op=ast.Sub(), left=left, right=right):
            later, earlier = _value(left, values), _value(right, values)
            return (later - earlier).days if isinstance(later, date) else later - earlier
        case _:
            raise ValueError(f"not in the language: {ast.dump(node)}")


def _sql(node: ast.expr, columns: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return columns[name]
        case ast.Constant(value=int() as number):
            return str(number)
        case ast.BoolOp(op=sign, values=parts):
            word = " and " if isinstance(sign, ast.And) else " or "
            return "(" + word.join(_sql(part, columns) for part in parts) + ")"
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return f"not {columns[name]}"
        case ast.Compare():
            terms = [_sql(term, columns) for term in (node.left, *node.comparators)]
            pairs = zip(node.ops, terms, terms[1:], strict=False)
            return " and ".join(f"{first} {_COMPARE[type(sign)][1]} {second}" for sign, first, second in pairs)
        case ast.BinOp(op=ast.Sub(), left=left, right=right):
            return f"({_sql(left, columns)} - {_sql(right, columns)})"
        case _:
            raise ValueError(f"not in the language: {ast.dump(node)}")
