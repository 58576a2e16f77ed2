"""YAML to a ``RuleSet`` and its cases, every problem with its file and line."""
