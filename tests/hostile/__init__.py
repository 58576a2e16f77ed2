"""Mean inputs through whole commands: figures, names, things that are no files, little memory."""
