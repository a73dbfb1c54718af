"""Fail when a Markdown file points to a file or heading that does not exist. Addresses on the web are not visited."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".venv", ".git", "var", "node_modules", "build"}
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)")
REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)")
ATTRIBUTE = re.compile(r"<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=[\"']([^\"']+)[\"']", re.IGNORECASE)
WEB = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def pages() -> list[Path]:
    """Every Markdown file of the project."""
    return sorted(path for path in ROOT.rglob("*.md") if not SKIPPED & set(path.relative_to(ROOT).parts))


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line outside code fences, without inline code."""
    fence = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = re.match(r"\s*(```+|~~~+)", line)
        if mark and (not fence or mark.group(1).startswith(fence)):
            fence = "" if fence else mark.group(1)
        elif not fence:
            yield number, re.sub(r"(`+).+?\1", "", line)


@cache
def anchors(path: Path) -> frozenset[str]:
    """Anchors of a page's headings as the usual forges make them, and those written as HTML."""
    found: dict[str, int] = {}
    names: set[str] = set()
    for _number, line in prose_with_code(path):
        names.update(re.findall(r"<a\b[^>]*?\b(?:id|name)=[\"']([^\"']+)", line))
        heading = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if heading:
            text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading.group(1))
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            count = found.get(slug, 0)
            found[slug] = count + 1
            names.add(f"{slug}-{count}" if count else slug)
    return frozenset(names)


def prose_with_code(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines outside fences as they are: a heading may hold code."""
    inside = {number for number, _line in prose(path)}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if number in inside:
            yield number, line


def problem(page: Path, target: str) -> str | None:
    """Say what is wrong with a link; None when it is right."""
    if WEB.match(target) or target.startswith("//"):
        return None
    place, _, anchor = target.partition("#")
    path = (
        page
        if not place
        else (ROOT / place.lstrip("/") if place.startswith("/") else page.parent / unquote(place))
    )
    if not path.resolve().is_relative_to(ROOT):
        return "leads out of the project"
    if not path.exists():
        return "does not exist"
    if anchor and path.suffix == ".md" and unquote(anchor) not in anchors(path.resolve()):
        return "has no such heading"
    return None


def main() -> int:
    """Check every link of every page; 0 when all are right, 1 with a list when not."""
    found, wrong = 0, []
    for page in pages():
        for number, line in prose(page):
            for target in [*LINK.findall(line), *REFERENCE.findall(line), *ATTRIBUTE.findall(line)]:
                found += 1
                if reason := problem(page, target):
                    wrong.append(f"{page.relative_to(ROOT)}:{number}: {target} {reason}")
    print("\n".join(wrong) or f"{found} links in {len(pages())} pages lead somewhere.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
