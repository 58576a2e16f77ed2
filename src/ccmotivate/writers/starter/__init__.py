"""First schemes of one's own, as texts: with made-up examples, or from what an export holds."""
