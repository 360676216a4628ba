"""Chinese ordinals of headings: 一 to 九十九."""

from __future__ import annotations

_DIGITS = "一二三四五六七八九"
NUMERAL = f"[{_DIGITS}十]{{1,3}}"


def chinese_numeral(number: int) -> str:
    """The numeral of a number from 1 to 99, such as 十二 for 12."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
    return ten + (_DIGITS[ones - 1] if ones else "")
