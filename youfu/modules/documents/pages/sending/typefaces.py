"""The fonts of the Word file, and what may stand in for them; characters set closer together."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

FANG, KAI, HEI, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
# Font: what may stand in for it, its family for a program that has none of them, and its PANOSE class.
FONTS = {
    FANG: ("仿宋", "modern", "02010609060101010101"),
    KAI: ("楷体", "modern", "02010609060101010101"),
    HEI: ("SimHei", "modern", "02010609060101010101"),
    TITLE: ("方正小标宋_GBK", "script", "02010601030101010101"),
    "宋体": ("SimSun", "auto", "02010600030101010101"),
}
# What follows in the order that the format lays down (ECMA-376, 17.3): word processors refuse files that do not keep to it.
AFTER_SPACING = tuple(
    f"w:{name}"
    for name in (
        "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs",
        "em", "lang", "eastAsianLayout", "specVanish", "oMath",
    )
)  # fmt: skip
AFTER_SWITCHES = tuple(
    f"w:{name}"
    for name in (
        "bidi",
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
        "jc",
        "outlineLvl",
        "rPr",
    )
)
AFTER_BORDERS = ("w:shd", "w:tabs", "w:autoSpaceDE", "w:autoSpaceDN", *AFTER_SWITCHES)


def name_fonts(document: Any) -> None:
    """Say in the file which fonts may stand in for those it names."""
    rows = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:panose1 w:val="{panose}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="{"fixed" if family == "modern" else "variable"}"/></w:font>'
        for name, (other, family, panose) in FONTS.items()
    )
    table = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{rows}</w:fonts>'
    )
    document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = table.encode()


def squeeze(thing: Any, twentieths: int = 0) -> None:
    """Set characters closer together; only 三号 text is, so everything larger or smaller says 0."""
    spacing = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{twentieths}"/>')
    thing.element.get_or_add_rPr().insert_element_before(spacing, *AFTER_SPACING)
