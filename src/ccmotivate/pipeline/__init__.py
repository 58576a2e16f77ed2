"""Read → check → score → award → publish → write: combines the other packages. Prints nothing."""
