"""Where the templates and the sample vault lie that vaultnet brings along: in the wheel, or beside a source checkout."""

import os


def shipped(name: str) -> str:
    """The absolute path of "templates", "sample_vault" or "docs". Raises FileNotFoundError where it is absent."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for base in (os.path.join(package, "_data"), os.path.dirname(package)):
        path = os.path.join(base, name)
        if os.path.isdir(path):
            return path
    raise FileNotFoundError(name)
