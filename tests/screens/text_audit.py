"""Finds every way by which a text could reach the terminal without having been made harmless.

Works on sources alone: a text is safe when it is a constant, comes from one of the functions of `text.py`,
or is put together from such texts. Whatever cannot be shown to be safe is refused, so a new way of drawing
has to be taught here first.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

DOORS = frozenset({"safe_str", "safe_text", "safe_cell", "wrapped", "clipboard_sequence"})
"""The functions of `text.py`, and the one that puts a copy into base64; their results are safe whatever they
are given."""
TRANSLATES = frozenset({"_", "ngettext"})
KEEP_SAFE = frozenset(
    {
        "format",
        "join",
        "strip",
        "rstrip",
        "lstrip",
        "ljust",
        "rjust",
        "partition",
        "truncate",
        "encode",
        "split",
        "pad_right",
        "stylize",
    }
)
"""Methods whose result is safe when the object and the arguments are."""
PASS_ON = frozenset(
    {"shown", "tuple", "list", "reversed", "sorted", "zip", "zip_longest", "str", "enumerate"}
)

NUMBERS = frozenset({"in_use", "len", "int", "max", "min", "sum", "round", "divmod", "range", "elapsed"})
BUILDERS = frozenset({"Content", "Text"})
SAFE_TYPES = frozenset({"Content", "list[Content]", "Sequence[Content]", "int", "float", "bool", "Style"})
REFUSED = frozenset(
    {
        "notify", "Markdown", "MarkdownViewer", "RichLog", "Log", "TextArea", "from_markup", "Label",
        "Button", "Checkbox", "RadioButton", "RadioSet", "OptionList", "Option", "SelectionList", "Select",
        "Tree", "DataTable", "Collapsible", "TabPane", "ListItem", "Link", "Pretty", "Digits", "Header",
        "Footer", "panic",
    }
)  # fmt: skip
"""Widgets and calls of Textual that read markup or that nobody here needs."""
TITLES = frozenset(
    {"border_title", "border_subtitle", "title", "sub_title", "tooltip", "value", "placeholder"}
)
DRAWING = {"render": "Content", "lines": "list[Content]", "text": "Content"}
"""Methods whose result Textual draws, and the only type they may have."""


TEXT_OPERATORS = (ast.Add, ast.Mod, ast.BitOr)


def _operands(node: ast.BinOp) -> list[ast.expr]:
    """What of an operation can be text: a number times a text, or two texts; the rest makes numbers."""
    if isinstance(node.op, ast.Mult):
        return [node.left]
    return [node.left, node.right] if isinstance(node.op, TEXT_OPERATORS) else []


MADE_OF: dict[type, Callable[[Any], list[ast.expr]]] = {
    ast.Constant: lambda node: [],
    ast.Lambda: lambda node: [],
    ast.Compare: lambda node: [],
    ast.DictComp: lambda node: [],
    ast.JoinedStr: lambda node: node.values,
    ast.FormattedValue: lambda node: [node.value],
    ast.Starred: lambda node: [node.value],
    ast.Subscript: lambda node: [node.value],
    ast.List: lambda node: node.elts,
    ast.Tuple: lambda node: node.elts,
    ast.Set: lambda node: node.elts,
    ast.Dict: lambda node: node.values,
    ast.BoolOp: lambda node: node.values,
    ast.IfExp: lambda node: [node.body, node.orelse],
    ast.UnaryOp: lambda node: [] if isinstance(node.op, ast.Not) else [node.operand],
    ast.BinOp: _operands,
}
"""What has to be safe for the whole to be safe; a kind of expression that is not named here never is."""


@dataclass
class Scope:
    """What is known within one function: the names that hold nothing but safe texts."""

    safe: set[str]
    functions: set[str]
    """Names of the module's own functions that return nothing but safe texts."""

    def is_safe(self, node: ast.expr | None) -> bool:
        """Whether the expression can hold nothing but safe texts."""
        match node:
            case ast.Name():
                return node.id in self.safe
            case ast.Call():
                return self._is_safe_call(node)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return self.within(node.generators).is_safe(node.elt)
            case ast.Attribute(attr="plain"):
                return self.is_safe(node.value)
        is_constant = isinstance(node, ast.Attribute) and (node.attr.isupper() or node.attr == "cell_length")
        parts = MADE_OF[type(node)](node) if type(node) in MADE_OF else None
        return node is None or is_constant or (parts is not None and all(map(self.is_safe, parts)))

    def within(self, loops: list[ast.comprehension]) -> Scope:
        """The names that a comprehension has of its own."""
        inner = Scope(set(self.safe), self.functions)
        for loop in loops:
            names = set(_names(loop.target))
            inner.safe = inner.safe | names if inner.is_safe(loop.iter) else inner.safe - names
        return inner

    def _is_safe_call(self, node: ast.Call) -> bool:
        name = _called(node)
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name in DOORS | NUMBERS | BUILDERS:
            return True  # what BUILDERS are given is looked at as a sink of its own
        if name in TRANSLATES:
            return all(isinstance(argument, ast.Constant) for argument in node.args)
        if name in PASS_ON:
            return all(self.is_safe(argument) for argument in given)
        if isinstance(node.func, ast.Attribute):
            if _called_on(node) in BUILDERS:
                return True
            if name in KEEP_SAFE:
                return self.is_safe(node.func.value) and all(self.is_safe(argument) for argument in given)
        return name in self.functions


@dataclass
class Audit:
    """One module. `problems` holds line and source of every text that may be unsafe."""

    source: str
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tree = ast.parse(self.source)
        self.constants = {
            name
            for node in self.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            for name in _names(target)
        } | {
            alias.asname or alias.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name.isupper() or alias.name == "__version__"
        }
        self.functions = [
            node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        self.safe_functions = self._safe_functions()
        for function in self.functions:
            self._check(function)

    def _safe_functions(self) -> set[str]:
        """Those whose every result is safe whatever they are given; public ones may be overridden."""
        safe = {
            function.name
            for function in self.functions
            if _gives_content(function) or (_returns(function) and function.name.startswith("_"))
        }
        while True:
            unsafe = {
                function.name
                for function in self.functions
                if function.name in safe and not _gives_content(function)
                for value in _returns(function)
                if not self._scope(function, safe).is_safe(value)
            }
            if not unsafe:
                return safe
            safe -= unsafe

    def _scope(self, function: ast.FunctionDef | ast.AsyncFunctionDef, safe_functions: set[str]) -> Scope:
        """The function's names: those assigned are taken for safe until one assignment shows otherwise."""
        parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        # What is handed to `write` is looked at wherever that is called.
        typed = {
            one.arg
            for one in parameters
            if function.name == "write" or (one.annotation and ast.unparse(one.annotation) in SAFE_TYPES)
        }
        untyped = {one.arg for one in parameters} - typed
        bindings = list(_bindings(function))
        names = {name for target, _value in bindings for name in _names(target)} - untyped
        scope = Scope(self.constants | typed | names, safe_functions)
        while True:
            unsafe = {
                name
                for target, value in bindings
                if not scope.is_safe(value)
                for name in _names(target)
                if name in scope.safe
            }
            if not unsafe:
                return scope
            scope.safe -= unsafe

    # Where a text is drawn --------------------------------------------------------------

    def _check(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        scope = self._scope(function, self.safe_functions)
        wanted = DRAWING.get(function.name)
        if wanted and (function.returns is None or ast.unparse(function.returns) != wanted):
            self._refuse(function, f"{function.name}() is drawn and has to give {wanted}")
        for value in _returns(function) if _gives_content(function) else ():
            self._need_safe(value, scope)
        for node, inner in _walk(function, scope):
            if isinstance(node, ast.Call):
                self._check_call(node, inner)
            elif isinstance(node, ast.Assign) and any(map(_is_title, node.targets)):
                self._need_safe(node.value, inner)

    def _check_call(self, node: ast.Call, scope: Scope) -> None:
        name = _called(node)
        if name in REFUSED:
            self._refuse(node, "refused")
        for argument in _drawn(node, name):
            self._need_safe(argument, scope)
        if name == "Static" and "markup" not in {keyword.arg for keyword in node.keywords}:
            self._refuse(node, "markup is read")

    def _need_safe(self, value: ast.expr, scope: Scope) -> None:
        if not scope.is_safe(value):
            self._refuse(value, ast.unparse(value))

    def _refuse(self, node: ast.stmt | ast.expr, what: str) -> None:
        self.problems.append(f"line {node.lineno}: {what}")


FIRST = frozenset({"Content", "Text", "Static", "update", "render", "copy_to_clipboard"})
"""Calls of which the first argument is drawn, or reaches the terminal in another way."""


def _drawn(node: ast.Call, name: str) -> list[ast.expr]:
    """The arguments that are drawn, or written to the terminal, by this call."""
    on = _called_on(node)
    is_joined = name == "join" and isinstance(node.func, ast.Attribute) and _is_builder_call(node.func.value)
    if name == "print" or is_joined or (on in BUILDERS and name == "assemble"):
        return list(node.args)
    if name == "write":
        return node.args[-1:]
    if name == "__init__" and any(keyword.arg == "compact" for keyword in node.keywords):
        return node.args[:2]
    is_first = (name in FIRST and on != "visited") or (on in BUILDERS and name == "styled")
    return node.args[:1] if is_first else []


def _is_title(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in TITLES


def _is_builder_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _called(node) in BUILDERS


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _called_on(node: ast.Call) -> str:
    """`Content` of `Content.styled(...)`, `visited` of `self.state.visited.update(...)`."""
    if not isinstance(node.func, ast.Attribute):
        return ""
    value = node.func.value
    return value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")


def _names(target: ast.expr) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of the functions within it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child
            yield from _own(child)


def _bindings(function: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Every target with what it is given."""
    for node in _own(function):
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((target, value) for target in targets)
            case ast.AnnAssign(target=target, value=value) | ast.AugAssign(target=target, value=value):
                yield target, value
            case ast.For(target=target, iter=value) | ast.NamedExpr(target=target, value=value):
                yield target, value


def _returns(function: ast.AST) -> list[ast.expr]:
    return [node.value for node in _own(function) if isinstance(node, ast.Return) and node.value is not None]


def _gives_content(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return function.returns is not None and ast.unparse(function.returns) in {"Content", "list[Content]"}


def _walk(node: ast.AST, scope: Scope) -> Iterator[tuple[ast.AST, Scope]]:
    """Every node of the function with what is known there: a comprehension has names of its own."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        inner = scope
        if isinstance(child, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            inner = scope.within(child.generators)
        yield child, inner
        yield from _walk(child, inner)
