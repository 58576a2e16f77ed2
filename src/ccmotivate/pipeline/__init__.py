"""Read → check → score → award → publish → write: the one place where the rooms meet. Nothing is printed here."""
