"""Outputs as files: replaced whole or not at all, signed so that hand edits show, written under a lock."""
