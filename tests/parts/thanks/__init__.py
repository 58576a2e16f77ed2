"""A part of the tests: who was thanked often by customers. It shows what a part needs at least."""

from ccmotivate.model.metrics import Label
from ccmotivate.parts.contract import Part
from tests.parts.thanks import thanks

rules = sheets = decide = compare = cases = explain = handbook = workbook = terminal = json = thanks
FACETS = ("rules", "sheets", "decide", "compare", "cases", "explain", "handbook", "workbook", "terminal", "json")
DECLINES = dict.fromkeys(("starter", "metrics", "scores", "payments", "commands"), "nothing to add")

PART = Part("thanks", "thanks.yaml", __name__, Label("致谢", "Thanks"), FACETS, DECLINES)
