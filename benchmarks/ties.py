"""Ties, needs and offers for a vault that has too few: some people know very many, most a few, as in a real network."""

import itertools
from pathlib import Path
from random import Random

PER_PERSON = 8.6  # ties between two people for each person: 86,000 among 10,000
NEEDS = ["a reviewer for a talk on {}", "{} lead", "advice on {}", "somebody who knows {}", "{} role"]
OFFERS = ["{} workshop", "{}", "mentoring in {}", "notes on {}"]


def tie(root: Path, count: int, topics: list[str]) -> None:
    """Write about `count` further ties as `knows:` into the people's notes below `root`; every tenth person needs
    something, every tenth offers something. Notes without a plain frontmatter stay as they are. The same for the same vault.
    """
    notes = {path.stem: path for path in sorted((root / "People").glob("*.md")) if path.read_bytes()[:4] == b"---\n"}
    names = list(notes)
    random = Random(f"ties:{len(names)}")
    random.shuffle(names)
    weights = list(itertools.accumulate((rank + 20) ** -0.7 for rank in range(len(names))))
    known: dict[str, dict[str, None]] = {}
    pairs: set[frozenset[str]] = set()
    while len(pairs) < count:
        one, other = random.choice(names), random.choices(names, cum_weights=weights)[0]
        pair = frozenset((one, other))
        if len(pair) == 2 and pair not in pairs:
            pairs.add(pair)
            known.setdefault(one, {})[other] = None
    for place, (name, path) in enumerate(notes.items()):
        lines = [f'  - "[[{other}]]"' for other in known.get(name, ())]
        lines = ["knows:", *lines] if lines else []
        for key, phrases, turn in (("needs", NEEDS, 3), ("offers", OFFERS, 7)):
            if place % 10 == turn:
                lines += [f"{key}:", f'  - "{random.choice(phrases).format(random.choice(topics))}"']
        if lines:
            text = path.read_text(encoding="utf-8")
            path.write_text("\n".join(("---", *lines, text[4:])), encoding="utf-8")
