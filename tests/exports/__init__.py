"""Exports in foreign shapes, made up here, read by ``sources.yaml`` and recomputed in plain Python."""
