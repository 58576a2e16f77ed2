"""What was published, when, from which files, under which rules, and who signed: a record that only grows.

SQLAlchemy and Alembic are loaded by these modules alone; commands that need no ledger do not import them.
"""
