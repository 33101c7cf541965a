"""vaultnet tends a person's professional relationships in plain Markdown."""

__version__ = "0.1.0"
