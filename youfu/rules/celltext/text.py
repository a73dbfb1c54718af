"""Text: cleaning it, names, and formulas that pose as text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

# Characters without a width or a shape: zero-width spaces and joiners, direction marks, soft hyphen, controls.
_CONTROLS = "\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f"
_INVISIBLE = re.compile(f"[{_CONTROLS}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Chinese characters, with the private area: rare characters in names live there on old systems.
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
_BESIDE_HAN = re.compile(f"(?<=[{_HAN}，。、：；（）]) | (?=[{_HAN}，。、：；（）])")
_DOTS = re.compile("[•‧∙⋅・.]")
_ONE_HAN = re.compile(f"[{_HAN}]")


class CellProblem(ValueError):
    """A cell that cannot be understood. `code` says how (for tests and statistics), `reason` (Chinese) what to do."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


def clean(value: object) -> str:
    """A cell as tidy text; an empty cell is "".

    Full-width letters and digits become half-width (NFKC), invisible characters go, runs of white space (U+3000 too) become
    one space, and a space beside a Chinese character goes altogether. A whole number stored as a float loses its ".0".
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", str(value)))
    return _BESIDE_HAN.sub("", " ".join(text.split()))


def squeeze(value: object) -> str:
    """A cell as text without any white space."""
    return "".join(clean(value).split())


def is_formula(text: str) -> bool:
    """Would a spreadsheet execute this text when the file is opened again? ("=…", "@…", "+…", "-…", but not -3 or +86 138…)"""
    tidy = clean(text)
    if tidy.startswith(("=", "@")):
        return True
    return tidy.startswith(("+", "-")) and not re.fullmatch(r"[-+][-+0-9 .,()]*", tidy)


def read_text(value: object) -> str:
    """Any text, tidy. Raises CellProblem "formula"."""
    text = clean(value)
    if is_formula(text):
        raise CellProblem("formula", "单元格里是公式，不是文字，请删去公式后直接填写内容")
    return text


def read_name(value: object) -> str:
    """A person's name without any white space (宋　伟 → 宋伟); the dot of names such as 买买提·吐尔逊 is written ·.

    Raises CellProblem: name_empty, formula, name_letters (no Chinese character, or a digit in it).
    """
    name = squeeze(read_text(value))
    if not name:
        raise CellProblem("name_empty", "姓名没有填写，请补填")
    if not _ONE_HAN.search(name) or any(character.isdigit() for character in name):
        raise CellProblem("name_letters", f"“{name[:20]}”不像姓名（应为汉字），请核对")
    return _DOTS.sub("·", name)
