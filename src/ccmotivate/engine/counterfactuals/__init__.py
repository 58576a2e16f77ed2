"""What would have been enough to win: changes of the figures, tried by deciding again."""
