"""The long proofs, run by make prove."""
