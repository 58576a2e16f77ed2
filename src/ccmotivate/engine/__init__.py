"""The rules applied: exact columns and frames in, decisions out. No files, no clock, no printing, no randomness."""
