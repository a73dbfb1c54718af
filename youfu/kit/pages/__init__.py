"""Pages: list, detail and form. A page is a class of declarations; it never says `.objects` and always names a permission."""

from youfu.kit.pages import cells
from youfu.kit.pages.base import Page, back_to, in_paths, rows_of, signed_in
from youfu.kit.pages.columns import Column, Filter, Tab, extend
from youfu.kit.pages.details import DetailPage, Part
from youfu.kit.pages.exports import Exported
from youfu.kit.pages.fields import DayField, MonthField, YuanField
from youfu.kit.pages.forms import FormPage, Section
from youfu.kit.pages.lists import ListPage
from youfu.kit.pages.nav import Nav
from youfu.kit.pages.panels import panel

__all__ = [
    "Column",
    "DayField",
    "DetailPage",
    "Exported",
    "Filter",
    "FormPage",
    "ListPage",
    "MonthField",
    "Nav",
    "Page",
    "Part",
    "Section",
    "Tab",
    "YuanField",
    "back_to",
    "cells",
    "extend",
    "in_paths",
    "panel",
    "rows_of",
    "signed_in",
]
