"""What a profile 待遇组合 is due in a month, to the fen, and the lines that explain it.

A *profile* is everything a person's regular benefits depend on: one `Terms` per programme. A *tariff* is everything the
amounts come from: rates, parameters and exclusions, for one chain of regions. `Tariff.price(profile, month)` is the only
calculation of a monthly benefit in the product; a county has a few hundred profiles, so it runs a few hundred times.
"""

from __future__ import annotations

from youfu.rules.pricing.price import Excluded, Line, Price
from youfu.rules.pricing.tariff import Tariff, Unpriceable
from youfu.rules.pricing.terms import NATIONAL, Parameter, Rate, Terms
from youfu.rules.stacking import Exclusion

__all__ = [
    "NATIONAL",
    "Excluded",
    "Exclusion",
    "Line",
    "Parameter",
    "Price",
    "Rate",
    "Tariff",
    "Terms",
    "Unpriceable",
]
