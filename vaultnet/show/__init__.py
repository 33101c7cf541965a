"""Floor 6: the terminal, Jinja pages, and notes to be written."""
