"""The checkers behind test_architecture.py: each takes text or names and returns what is wrong with it, as sentences."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Container, Iterable, Iterator
from pathlib import Path, PurePosixPath

MAX_FILE, MAX_FUNCTION, MAX_ARGUMENTS = 400, 40, 6

# The files a module may hold (architecture: one module, file by file); a .py may become a folder of the same name.
MODULE_FILES = {
    "__init__.py", "apps.py", "models.py", "queries.py", "actions.py", "applications.py", "sheets.py", "indicators.py",
    "jobs.py", "reactions.py", "pages.py", "urls.py",
}  # fmt: skip
MODULE_FOLDERS = {name.removesuffix(".py") for name in MODULE_FILES - {"__init__.py", "apps.py", "urls.py"}}
MODULE_FOLDERS |= {"templates", "migrations", "tests"}
# What only shows or declares must get its rows through `visible_to(actor, permission)`.
READERS = {"pages", "sheets", "indicators"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}

# Questions for the time of day; the last two only without an argument, with one they convert.
CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("timezone", "now"),
}
CLOCKS |= {("timezone", "localtime"), ("timezone", "localdate")}

# A letter of each is written as a class, so that this file does not find itself.
PRIVATE = r"\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}\b|\.[i]nternal\b"
PLACES = {
    "a folder of one machine": re.compile(r"(?<![\w.}*])/(?:[w]ork/|[r]oot/|[U]sers/|[h]ome/\w)"),
    "the address of a package index": re.compile(
        r"[p]ythonhosted|[p]ypi\.org|[n]pmjs\.|index-url[ =]+\S*://|://[\w.-]*(?:[m]irror|[n]exus|[a]rtifactory)|/[s]imple\b"
    ),
    "an address inside somebody's network": re.compile(PRIVATE),
}
TEMPORARY = re.compile(r"/[t]mp/")


def foreign_names(names: Iterable[str]) -> list[str]:
    """Names directly inside a module's folder that have no place there."""
    allowed = MODULE_FILES | MODULE_FOLDERS | {"__pycache__"}
    return [f"{name} has no place in a module" for name in sorted(set(names) - allowed)]


def too_long(text: str, limit: int = MAX_FILE) -> list[str]:
    """A file ends at 400 lines."""
    lines = len(text.splitlines())
    return [f"{lines} lines, more than {limit}"] if lines > limit else []


def _functions(text: str) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, bool]]:
    """Every function, and whether it is a method."""
    tree = ast.parse(text)
    methods = {id(node) for owner in ast.walk(tree) if isinstance(owner, ast.ClassDef) for node in owner.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, id(node) in methods


def long_functions(text: str) -> list[str]:
    """A function ends at 40 lines, from `def` to its last line, docstring included."""
    found = []
    for node, _method in _functions(text):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > MAX_FUNCTION:
            found.append(f"{node.name} (line {node.lineno}) has {lines} lines")
    return found


def long_argument_lists(text: str) -> list[str]:
    """An argument list ends at 6; self and cls do not count, nor do *args and **kwargs, nor what pytest fills in by name."""
    found = []
    for node, method in _functions(text):
        if node.name.startswith("test_") or any(
            "fixture" in ast.dump(decorator) for decorator in node.decorator_list
        ):
            continue
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
        if method and names[:1] in (["self"], ["cls"]):
            names = names[1:]
        number = len(names) + len(node.args.kwonlyargs)
        if number > MAX_ARGUMENTS:
            found.append(f"{node.name} (line {node.lineno}) takes {number} arguments")
    return found


def unguarded_rows(text: str) -> list[str]:
    """`.objects` in a file that must say `rows_of(model, actor, permission)` or `visible_to`."""
    return [
        f"line {node.lineno} says .objects"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    ]


def hidden_managers(text: str, regional: Container[str]) -> list[str]:
    """The same through a manager's other names, for tables whose rows belong to a region.

    `regional` are the names of such tables in this file. A subquery about one outer row (OuterRef) is narrowed already.
    """
    lines = text.splitlines()
    return [
        f"line {line} reads {owner} past visible_to"
        for line, owner, attr in _managers(text)
        if attr != "objects"
        and owner in regional
        and not any("OuterRef" in near for near in lines[line - 1 : line + 2])
    ]


def _managers(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, table, manager's name) wherever a manager is used without `.visible_to` right after it."""
    tree = ast.parse(text)
    guarded = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "visible_to"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in guarded:
            yield node.lineno, getattr(node.value, "id", ""), node.attr


def clock_readings(text: str) -> list[str]:
    """Asking what time it is, which only kit/clock.py does."""
    found = []
    for call in ast.walk(ast.parse(text)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        value = call.func.value
        owner = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
        converts = call.func.attr.startswith("local") and call.args
        if (owner, call.func.attr) in CLOCKS and not converts:
            found.append(f"line {call.lineno} asks {owner}.{call.func.attr}")
    return found


def is_reader(path: PurePosixPath) -> bool:
    """Is this a file of pages, sheets or indicators of a module, or inside a folder of that name?"""
    parts = path.parts
    return parts[:2] == ("youfu", "modules") and len(parts) > 3 and PurePosixPath(parts[3]).stem in READERS


def places(text: str, *, test: bool = False) -> list[str]:
    """Addresses that belong to one machine or one network; tests may speak of temporary folders."""
    patterns = PLACES if test else {**PLACES, "a temporary folder": TEMPORARY}
    return [
        f"line {number} holds {what}: {match[0]}"
        for number, line in enumerate(text.splitlines(), 1)
        for what, pattern in patterns.items()
        if (match := pattern.search(line))
    ]


def declared_actions(text: str) -> list[tuple[str, str]]:
    """(code, function name) of everything under `@action("code", …)`."""
    found = []
    for node, _method in _functions(text):
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            if call and getattr(call.func, "id", "") == "action" and isinstance(call.args[0], ast.Constant):
                found.append((str(call.args[0].value), node.name))
    return found


def mentions(text: str, code: str, name: str) -> bool:
    """Does a test call the action, or name its code?"""
    return bool(re.search(rf"\b{re.escape(name)}\(|[\"']{re.escape(code)}[\"']", text))


def lines_of_code(text: str) -> int:
    """Lines that hold code: not blank, not a comment, not a docstring."""
    strings = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in silent
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - strings)


def dotted_names(text: str) -> list[str]:
    """Names such as `youfu.kit.actions.action` in the backticks of a page."""
    return re.findall(r"`(youfu(?:\.\w+)+)`", text)


def quotations(text: str) -> list[tuple[str, list[str]]]:
    """(file, pieces) of each code block whose first line names a file; "…" on a line of its own stands for what was left out."""
    found = []
    for file, body in re.findall(r"^```\w+\n# (\S+/\S+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        found.append(
            (file, [piece for piece in re.split(r"^ *…\n", body, flags=re.MULTILINE) if piece.strip()])
        )
    return found


def files(root: Path, tracked: Iterable[str]) -> Iterator[tuple[PurePosixPath, str]]:
    """Name and text of each text file; what is not UTF-8 is not text."""
    for name in tracked:
        try:
            yield PurePosixPath(name), (root / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
