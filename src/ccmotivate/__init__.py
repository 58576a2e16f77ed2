"""Appraise contact-centre agents by YAML rules, from monthly Excel exports, and explain every decision."""

__version__ = "0.1.0"
