"""What a Python file says of itself, read without running it: broken syntax, its functions, what it imports."""

import ast
import importlib.util
import sys

_MAX = 1_000


def outline(source, own):
    """Facts with their places; columns count from 1. `own` can be imported beside the standard library."""
    try:
        tree = ast.parse(source)
        compile(source, "<file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        place = {"line": error.lineno or 1, "column": error.offset or 0, "width": _width(error)}
        return {"error": {**place, "message": error.msg}, "functions": [], "imports": [], "duplicates": []}
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {
        "error": None,
        "functions": [_function(node) for node in functions[:_MAX]],
        "duplicates": _duplicates(functions)[:_MAX],
        "imports": [_place(node, name) for node, name in _imported(tree) if not _is_here(name, own)][:_MAX],
    }


def _width(error):
    same = error.end_lineno == error.lineno and error.end_offset and error.offset
    return max(1, error.end_offset - error.offset) if same else 1


def _place(node, name):
    width = node.end_col_offset - node.col_offset if node.end_lineno == node.lineno else 1
    return {"name": name, "line": node.lineno, "column": node.col_offset + 1, "width": width}


def _function(node):
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    rest = [arg for arg in (node.args.vararg, node.args.kwarg) if arg]
    column = node.col_offset + (10 if isinstance(node, ast.AsyncFunctionDef) else 4)
    return {
        "name": node.name,
        "line": node.lineno,
        "column": column + 1,
        "width": len(node.name),
        "parameters": [_place(arg, arg.arg) for arg in (*named, *rest)],
    }


def _duplicates(functions):
    """The second of one name replaces the first; with a decorator (`overload`) that may be meant."""
    found, seen = [], {}
    for node in functions:
        if node.name in seen and not node.decorator_list:
            found.append({**_function(node), "first": seen[node.name]})
        seen.setdefault(node.name, node.lineno)
    return found


def _imported(tree):
    """Modules that are imported when the file or a function is run, except where the file is ready to do without."""
    ready = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Try) for part in ast.walk(node)}
    ready |= {id(part) for node in ast.walk(tree) if _is_type_checking(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in ready:
            continue
        if isinstance(node, ast.Import):
            yield from ((node, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node, node.module.partition(".")[0]


def _is_type_checking(node):
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _is_here(name, own):
    if name in own or name in sys.modules or name in sys.builtin_module_names:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
