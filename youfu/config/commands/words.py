"""The language of the command line, chosen by the locale and known before Django is: `youfu --help` must be quick."""

from __future__ import annotations

import gettext as catalogues
import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[2] / "locale"
NEUTRAL = {"", "c", "posix"}


def language() -> str:
    """ "zh-hans" or "en". A locale without a language (C, POSIX, none) gets the product's own, which is Chinese."""
    chosen = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    name = chosen.split(".")[0].split("@")[0].lower()
    return "zh-hans" if name in NEUTRAL or name.startswith("zh") else "en"


def catalogue() -> catalogues.NullTranslations:
    """The translations of that language; Chinese needs none, for the message ids are Chinese."""
    if language() != "en":
        return catalogues.NullTranslations()
    return catalogues.translation("django", LOCALE, languages=["en"], fallback=True)


_ = catalogue().gettext
