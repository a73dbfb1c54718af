"""Money: integer fen 分 and the few ways it is written, split and rounded.

There is one rounding in the whole product, `share`: half a fen goes up (四舍五入到分). Everything else is exact.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_FEN = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SCALES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def yuan_to_fen(yuan: str | Decimal | int) -> int:
    """Yuan, exactly, in fen. ValueError for anything finer than a fen or not a finite number; floats are not accepted."""
    if isinstance(yuan, float | bool):
        raise ValueError(f"an amount is text, Decimal or int, never {yuan!r}")
    try:
        exact = Decimal(yuan.replace(",", "") if isinstance(yuan, str) else yuan)
        rounded = exact.quantize(_FEN, ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(f"not an amount in yuan: {yuan!r}") from None
    if rounded != exact:
        raise ValueError(f"finer than a fen: {yuan!r}")
    return int(rounded.scaleb(2))


def fen_to_yuan(fen: int) -> str:
    """123450 → "1,234.50", for people; a true minus sign "−" for what is owed back."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{yuan:,}.{rest:02d}"


def plain_yuan(fen: int) -> str:
    """123450 → "1234.50", for files and machines; an ASCII minus."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02d}"


def month_share(annual_fen: int, k: int) -> int:
    """What month k (1 to 12) of a year receives of an annual amount, in fen.

    ⌊A·k/12⌋ − ⌊A·(k−1)/12⌋: what should have been paid by now, less what should have been paid before. No month differs
    from another by more than a fen, and the twelve are exactly A whatever A is.
    """
    if not 1 <= k <= 12:
        raise ValueError(f"a month is 1 to 12, not {k}")
    return annual_fen * k // 12 - annual_fen * (k - 1) // 12


def share(fen: int, ratio: Decimal) -> int:
    """A share of an amount, rounded half up to the fen: the one rounding there is (护理费 of a wage, for instance)."""
    return int((fen * ratio).quantize(Decimal(1), ROUND_HALF_UP))


def capital(fen: int) -> str:
    """The amount in words, 人民币大写, as cheques and receipts need it: 140950 → "壹仟肆佰零玖元伍角整".

    Follows 支付结算办法 (银发〔1997〕393号), annex 1: 整 closes an amount that ends in 元 or 角, never one that ends in
    分; a 零 stands for skipped places. Amounts to be recovered start with 负.
    """
    yuan, rest = divmod(abs(fen), 100)
    jiao, cent = divmod(rest, 10)
    words = "负" if fen < 0 else ""
    if yuan or not rest:
        words += _spelled(yuan) + "元"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif cent and yuan:
        words += "零"
    return words + (_DIGITS[cent] + "分" if cent else "整")


def _spelled(whole: int) -> str:
    """A whole number in capital numerals: how many of its largest scale, then the rest, after 零 where places are skipped."""
    for scale, name in _SCALES:
        if whole >= scale:
            head, rest = divmod(whole, scale)
            skipped = "零" if 0 < rest < scale // 10 else ""
            return _spelled(head) + name + skipped + (_spelled(rest) if rest else "")
    return _DIGITS[whole]
