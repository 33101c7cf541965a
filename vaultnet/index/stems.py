"""Words by their stem, so that `designer`, `designs` and `design` are one: Porter's stemmer, which SQLite's full text has."""

import sqlite3
from collections.abc import Iterable

_known: dict[str, str] = {}


def stems(words: Iterable[str]) -> dict[str, str]:
    """Each word (in the form of `names.key`) with its stem. A word that is not of Latin letters alone (`c++`, `k8s`, 日本)
    and a short one is its own."""
    some = set(words)
    new = [word for word in some if word not in _known]
    long = [word for word in new if len(word) > 3 and word.isascii() and word.isalpha()]
    _known.update(zip(new, new, strict=True))
    if long:
        with_stemmer = sqlite3.connect(":memory:")
        with_stemmer.execute("create virtual table word using fts5(text, tokenize='porter ascii')")
        with_stemmer.execute("create virtual table stem using fts5vocab(word, instance)")
        with_stemmer.executemany("insert into word(rowid, text) values (?, ?)", enumerate(long))
        _known.update((long[row], stem) for stem, row in with_stemmer.execute("select term, doc from stem"))
        with_stemmer.close()
    return {word: _known[word] for word in some}
