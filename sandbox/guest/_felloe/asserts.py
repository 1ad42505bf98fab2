"""Bare asserts that say what they compared: rewritten before a test file is compiled."""

import ast
import builtins
import types

_EXPLAIN = "@felloe_explain"
_CHARS = 300
_LEFT = (
    ast.Name, ast.Constant, ast.List, ast.Dict, ast.Tuple, ast.Set, ast.Starred, ast.NamedExpr, ast.GeneratorExp,
    ast.Lambda, ast.Await,
)  # fmt: skip
"""What says its value itself, or has none of its own."""

_SILENT = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type)


def rewritten(source, path):
    """The code of a test file, and the name by which it explains an assert that failed."""
    asserts = _Asserts(source)
    tree = ast.fix_missing_locations(asserts.visit(ast.parse(source, path)))
    return compile(tree, path, "exec", dont_inherit=True), {_EXPLAIN: asserts.explain}


class _Asserts(ast.NodeTransformer):
    """`assert a == f(b), m` becomes `if not a == (v := f(b)): raise AssertionError(explain(0, locals(), m))`."""

    def __init__(self, source):
        self._source = source
        self._operands = []
        self._told = []

    def visit_Assert(self, node):
        self._operands = []
        names = {part.id: part.id for part in ast.walk(node.test) if isinstance(part, ast.Name)}
        text = ast.get_source_segment(self._source, node.test) or ast.unparse(node.test)
        test = self._kept(node.test)
        self._told.append((text, dict(self._operands) | names))
        arguments = [ast.Constant(len(self._told) - 1), ast.Call(ast.Name("locals", ast.Load()), [], [])]
        if node.msg is not None:
            arguments.append(node.msg)
        reason = ast.Call(ast.Name(_EXPLAIN, ast.Load()), arguments, [])
        raised = ast.Raise(ast.Call(ast.Name("AssertionError", ast.Load()), [reason], []))
        whole = ast.If(ast.UnaryOp(ast.Not(), test), [raised], [])
        for part in ast.walk(whole):
            if "lineno" in part._attributes and not hasattr(part, "lineno"):
                ast.copy_location(part, node)
        return whole

    def _kept(self, test):
        """The same test, with each operand that is not a plain name or constant kept under a name of its own."""
        match test:
            case ast.BoolOp():
                test.values = [self._kept(value) for value in test.values]
            case ast.UnaryOp(op=ast.Not()):
                test.operand = self._kept(test.operand)
            case ast.Compare():
                test.left = self._named(test.left)
                test.comparators = [self._named(value) for value in test.comparators]
            case ast.Call():
                test.args = [self._named(value) for value in test.args]
            case _:
                return self._named(test)
        return test

    def _named(self, value):
        if isinstance(value, _LEFT):
            return value
        name = f"@value{len(self._told)}_{len(self._operands)}"
        self._operands.append((ast.get_source_segment(self._source, value) or ast.unparse(value), name))
        return ast.copy_location(ast.NamedExpr(ast.copy_location(ast.Name(name, ast.Store()), value), value), value)

    def explain(self, number, seen, message=None):
        """What was compared, with its values; a message of the test's own comes first."""
        text, told = self._told[number]
        lines = [] if message is None else [str(message)]
        lines.append(f"assert {text}")
        for said, name in told.items():
            if name in seen and not isinstance(seen[name], _SILENT) and not hasattr(builtins, name):
                lines.append(f"    {said} = {_short(seen[name])}")
        return "\n".join(lines)


def _short(value):
    try:
        text = repr(value)
    except Exception as error:
        return f"a {type(value).__name__} whose repr fails: {type(error).__name__}"
    return text if len(text) <= _CHARS else f"{text[: _CHARS - 1]}…"
