"""The JSON contract, a file for each kind of result."""
