"""Amounts of money as text: a number with a sign of currency before or behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ccmotivate.readers.numbers import bare_text

_CODES = (
    "AED AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR JPY KES KRW MAD MOP MXN MYR NGN NOK NZD "
    "PEN PHP PKR PLN QAR RMB RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
_SIGN = rf"(?P<sign>[$£¥￥\u20a0-\u20c0元]|{_CODES.replace(' ', '|')})"
_NUMBER = r"(?P<number>[+-]?[0-9.,]*[0-9](\s*[万亿])?)"
_FORMS = (rf"(?P<minus>[+-]?)\s*{_SIGN}\s*{_NUMBER}", rf"(?P<minus>){_NUMBER}\s*{_SIGN}")


def signed_amounts(texts: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The texts that are amounts with a sign of currency, each with its number and its sign."""
    return {text: amount for text in texts if (amount := split_amount(text))[1]}


def split_amount(text: str) -> tuple[str, str]:
    """``-$1,234.00`` → ``-1,234.00`` and ``$``; a text that is no such amount → itself and ``""``."""
    plain = bare_text(text)
    for form in _FORMS:
        if found := re.fullmatch(form, plain):
            return found["minus"] + found["number"], found["sign"].replace("￥", "¥")
    return text, ""
