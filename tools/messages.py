"""The catalogue of messages: Chinese in the code, English in youfu/locale/en/LC_MESSAGES/django.po.

Usage: python tools/messages.py extract [--prune] | compile | check. Pure Python: the gettext programs are not needed.

* extract brings the catalogue up to date and keeps every translation; one that is no longer used stays as a comment
  (#~) until --prune.
* compile writes the .mo file that the program reads.
* check lists what is missing, doubtful, left over or wrong, and Chinese in templates that no tag translates.

Code that knows no Django marks a table of words that others translate when they show them: a comment `# messages: why`
on the line above the statement makes every Chinese string in it a message. The title of a finding is one by itself.

A template may say `{# untranslated: reason #}` on a line (or `{# untranslated-file: reason #}` anywhere) where Chinese
has to stay Chinese, such as the name of the language in the language switch.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.template.base import Lexer, Token, TokenType
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "youfu"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMMENT = "English translation of Youfu. `make fix` brings it up to date; translations are written by hand."
HEADER = (
    f"# {COMMENT}\n"
    'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
# Function: places of (context, singular, plural) among its arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
FUNCTIONS |= {f"{name}_lazy": places for name, places in FUNCTIONS.items()} | {
    "gettext_noop": (None, 0, None)
}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)(n?p?gettext|npgettext|_)\(\s*({STRING}(?:\s*,\s*{STRING})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdifr]|%([sd])|\{(\w*)(?:![rs])?(?::[^{}]*)?\}")
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
MARK = "# messages:"
# finding(ok, title, …) and proved(by, title, …): rules that know no Django name their reasons, pages show them translated.
REASONS = {"finding", "proved"}
LISTED = 100  # problems that are printed; more than that is a flood

Found = tuple[str | None, str, str | None]  # context, singular, plural


def python_files() -> Iterator[Path]:
    """Code whose messages users see: everything but tests and migrations."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(PACKAGE).parts):
            yield path


def template_files() -> Iterator[Path]:
    """Every template of the package."""
    for folder in sorted(PACKAGE.rglob("templates")):
        yield from sorted(
            path for path in folder.rglob("*") if path.is_file() and path.suffix in {".html", ".txt"}
        )


def names_of_functions(tree: ast.AST) -> dict[str, str]:
    """Which names in a module stand for gettext functions: `from django.utils.translation import gettext as _`."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names.update(
                {each.asname or each.name: each.name for each in node.names if each.name in FUNCTIONS}
            )
    return names


def from_python(path: Path) -> Iterator[Found]:
    """Yield the messages of a Python file; an f-string or a variable is an error, because nobody could translate it."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    names = names_of_functions(tree)
    marked = {
        number + 1 for number, line in enumerate(source.splitlines(), 1) if line.lstrip().startswith(MARK)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and node.lineno in marked:
            yield from ((None, text, None) for text in chinese_strings(node))
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in REASONS:
            yield from ((None, text, None) for title in node.args[1:2] for text in constant(title))
        places = FUNCTIONS.get(names.get(name, "gettext" if name == "_" else name))
        if places:
            words = [None if place is None else text_of(path, node, place) for place in places]
            if words[1]:
                yield words[0], words[1], words[2]


def chinese_strings(statement: ast.stmt) -> Iterator[str]:
    """Yield every string with Chinese in it of a marked statement."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            yield node.value


def constant(node: ast.expr) -> Iterator[str]:
    """The Chinese text of a constant; nothing for what is put together when it runs."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield node.value


def text_of(path: Path, call: ast.Call, place: int) -> str:
    """Return a constant argument; a name or an attribute (data translated at run time) gives ""."""
    argument = call.args[place] if place < len(call.args) else None
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        raise SystemExit(
            f"{path.relative_to(ROOT)}:{call.lineno}: give gettext a plain string, then fill it in"
        )
    return ""


def from_template(path: Path) -> Iterator[Found]:
    """Yield the messages of a template."""
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path.relative_to(ROOT)))
    for name, arguments in CALL.findall(code):
        words = ast.literal_eval(f"({arguments},)")
        context, singular, plural = FUNCTIONS["gettext" if name == "_" else name]
        yield (
            None if context is None else words[context],
            words[singular],
            None if plural is None else words[plural],
        )


def collect() -> Catalog:
    """Return a catalogue of all messages of the package, without translations, sorted and with their files."""
    found: dict[Found, set[str]] = {}
    for files, reader in ((python_files(), from_python), (template_files(), from_template)):
        for path in files:
            for message in reader(path):
                found.setdefault(message, set()).add(path.relative_to(ROOT).as_posix())
    catalogue = Catalog(locale="en", charset="utf-8")
    for (context, singular, plural), places in sorted(
        found.items(), key=lambda each: [part or "" for part in each[0]]
    ):
        identity = (singular, plural) if plural else singular
        catalogue.add(identity, locations=[(place, 0) for place in sorted(places)], context=context)
    return catalogue


def stored() -> Catalog:
    """Read the catalogue with its translations; an empty one when there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="en", charset="utf-8")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def extract(prune: bool) -> None:
    """Write the catalogue anew: all messages of the code, the translations there are, what is no longer used."""
    old, new = stored(), collect()
    for message in new:
        known = old.get(message.id, context=message.context) if message.id else None
        if known:
            message.string = in_shape(known, plural=isinstance(message.id, tuple))
            message.flags |= known.flags & {"fuzzy"}
            message.user_comments = known.user_comments
    left = [*old.obsolete.values(), *(each for each in old if each.id and not is_in(new, each))]
    for each in left if not prune else ():
        if any(strings(each)) and not is_in(new, each):
            new.obsolete[key_of(each)] = each
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, new, width=110, omit_header=True, sort_output=True, include_lineno=False)
    print(
        f"{len(new)} messages, {sum(not all(strings(each)) for each in new if each.id)} without translation"
    )


def in_shape(known: Message, *, plural: bool) -> str | tuple[str, ...]:
    """Return a known translation for a message that has since gained a plural or lost it."""
    texts = strings(known)
    return (texts[0], texts[-1]) if plural else texts[0]


def key_of(message: Message) -> str:
    """Return the text that identifies a message."""
    return message.id if isinstance(message.id, str) else message.id[0]


def is_in(catalogue: Catalog, message: Message) -> bool:
    """Tell whether the catalogue has that message, in that context and with the same plural."""
    known = catalogue.get(message.id, context=message.context)
    return known is not None and known.id == message.id


def strings(message: Message) -> list[str]:
    """Return the translations of a message: one, or singular and plural."""
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def placeholders(text: str) -> set[str]:
    """Return what a message wants filled in, each as it is written apart from its format."""
    return {"".join(part) or "{}" for part in PLACEHOLDER.findall(text.replace("%%", ""))}


def compile_catalogue() -> None:
    """Write the .mo file beside the catalogue; doubtful translations are left out."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, stored(), use_fuzzy=False)


def catalogue_problems() -> Iterator[str]:
    """Compare the code with the catalogue and yield one line for each thing to put right."""
    code, known = collect(), stored()
    for message in code:
        if not message.id:
            continue
        entry = known.get(message.id, context=message.context) if is_in(known, message) else None
        place = message.locations[0][0] if message.locations else ""
        if entry is None or not all(strings(entry)):
            yield f"{place}: no English for {key_of(message)!r}"
        elif entry.fuzzy:
            yield f"{place}: doubtful (fuzzy) English for {key_of(message)!r}"
        else:
            yield from placeholder_problems(place, entry)
    for message in known:
        if message.id and not is_in(code, message):
            yield f"{CATALOGUE.name}: no longer used {key_of(message)!r}"
    for left in known.obsolete.values():
        yield f"{CATALOGUE.name}: no longer used (#~) {key_of(left)!r}: make fix, then extract --prune"


def placeholder_problems(place: str, entry: Message) -> Iterator[str]:
    """Yield a line when a translation asks for other things than its message offers."""
    offered = placeholders(" ".join([entry.id] if isinstance(entry.id, str) else entry.id))
    for number, text in enumerate(strings(entry)):
        asked = placeholders(text)
        may_omit = number == 0 and not isinstance(entry.id, str)  # "one person" needs no number
        if asked - offered or (offered - asked and not may_omit):
            yield f"{place}: {key_of(entry)!r} has {sorted(offered)}, its English {sorted(asked)}"


def template_problems(path: Path) -> Iterator[str]:
    """Yield a line for each piece of Chinese in a template that no tag translates."""
    source = path.read_text(encoding="utf-8")
    if "{# untranslated-file:" in source:
        return
    excused = {number for number, line in enumerate(source.splitlines(), 1) if "{# untranslated:" in line}
    within = ""
    for token in Lexer(
        re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), source, flags=re.S)
    ).tokenize():
        word = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if within:
            within = "" if word == f"end{within}" else within
        elif word in {"blocktranslate", "blocktrans", "comment"}:
            within = word
        elif word not in {"translate", "trans"} and token.token_type != TokenType.COMMENT:
            yield from chinese_of(path, token, excused)


def chinese_of(path: Path, token: Token, excused: set[int]) -> Iterator[str]:
    """Yield a line for each line of a token with Chinese outside `_("…")`."""
    text = re.sub(rf"_\({STRING}\)", "", token.contents)
    for number, line in enumerate(text.split("\n"), token.lineno or 1):
        if CHINESE.search(line) and number not in excused:
            yield f"{path.relative_to(ROOT).as_posix()}:{number}: not translated: {line.strip()[:60]}"


def check() -> int:
    """Print every problem; 0 when there is none."""
    problems = list(catalogue_problems())
    for path in template_files():
        problems += template_problems(path)
    print("\n".join(problems[:LISTED]) or f"{len(stored())} messages, all translated.")
    if len(problems) > LISTED:
        print(f"… and {len(problems) - LISTED} more")
    return 1 if problems else 0


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    match arguments[:1]:
        case ["extract"]:
            extract(prune="--prune" in arguments)
        case ["compile"]:
            compile_catalogue()
        case ["check"]:
            return check()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
