"""Write a believable vault of N people: `python benchmarks/vault.py OUT N`. The same N and seed give the same bytes.

For N people: N notes in People, N/2 meetings and N/20 conferences in Events, N/10 Organizations, N/20 Projects; about
3 KB a note, as in a vault kept for some years. Who is linked follows a power law: a few people stand in thousands of
notes, most in a handful. Some notes have what real ones have: CRLF, code with links in it, no frontmatter.
"""

import argparse
import itertools
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

TODAY = date(2026, 11, 1)
GIVEN = """Abebe Agnieszka Akira Alma Amina Anton Beatriz Bruno Camila Cyrus Dalia Dario Edith Eero Fatou Finn Greta
Hamid Ines Ivo Jasna Joel Kaja Kamal Leila Leo Magda Malik Mei Milo Nadine Nils Odile Omar Paola Petr Ramona Rui Saskia Selim
Tamar Theo Ulla Vasco Wim Yael Yusra Zeno Şebnem Łucja Øystein Ángela Élodie Ömür Ирина Олег Ελένη 美咲 하늘""".split()
FAMILY = """Abara Bauer Castell Danso Eklund Faria Galli Hakimi Ibsen Jansen Kaplan Lindgren Marek Navarro Ortega Pinto
Quist Rausch Santos Tanaka Urban Varga Winter Xu Yamada Zeller Adler Bassi Conti Demir Ekwueme Farkas Gruber Horák Ilić
Jovanović Kowalczyk Lefebvre Mäkelä Núñez Öztürk Pál Řezník Śliwa Țurcanu Ünal Volkova Wójcik Žižek""".split()
PLACES = "Berlin Lisbon Nairobi Kraków Zürich Montréal Pune Busan Tallinn Bogotá Leeds Porto".split()
FIRMS = "Alder Beacon Cobalt Delta Ember Fathom Granite Heron Indigo Juniper Kelp Lattice Meadow Nimbus".split()
TRADES = "Labs Works Systems Health Press Energy Logistics Partners Foundation Robotics".split()
MEETS = "Platform Days|Data Forum|Open Tools Summit|Writers' Week|Systems Evening|Design Circle".split("|")
TITLES = "Engineer|Head of Platform|Founder|Product Lead|Professor|Designer|Investor|Editor|Data Scientist".split("|")
TOPICS = "hiring platform pricing databases writing teaching climate privacy compilers on-call robotics".split()
CHANNELS = ["call", "video", "coffee", "lunch", "email in", "email out", "message in", "message out", "meeting"]
FAVORS = ["gave introduction", "gave feedback", "got advice", "got referral", "gave review", "got resource"]
TIERS = [None] * 7 + ["inner", "close", "close"] + ["casual"] * 5 + ["distant"] * 5
ROLES = "peer mentor mentee collaborator client friend recruiter sponsor advisor manager".split()
COMMON = """the and about with from their her his our after before team work plan draft release people question answer
talk budget review paper because while first second later month week customer design system note idea honest useful slow
careful clear shared asked agreed explained noticed wrote read built tested changed again together""".split()
SYLLABLES = "ba co da fe gi ho ju ka li mo nu pe qui ro sa ti vu we xi zo ren tal mur sen pol dor".split()


def words(count: int = 14_000) -> list[str]:
    """Common words first, then made-up ones: as many different words as a real vault has."""
    random = Random("words")
    found = dict.fromkeys(COMMON)
    while len(found) < count:
        found["".join(random.choices(SYLLABLES, k=random.randint(2, 4)))] = None
    return list(found)


def different(count: int, make: Callable[[], str]) -> list[str]:
    """As many names, none twice: a number sets apart those that would be."""
    seen: dict[str, int] = {}
    names = []
    for _ in range(count):
        name = make()
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return names


class Writer:
    """The vault's names, and a note's parts drawn from them."""

    def __init__(self, people: int, seed: str) -> None:
        self.random = random = Random(f"{seed}:{people}")
        self.words = words()
        self.weights = list(itertools.accumulate(1 / (rank + 4) for rank in range(len(self.words))))
        letters = "ABCDEFGHIJKLMNOPRSTVWZ"

        def person() -> str:
            name = f"{random.choice(GIVEN)} {random.choice(letters)}. {random.choice(FAMILY)}"
            return f"{name}-{random.choice(FAMILY)}" if random.random() < 0.3 else name

        self.people = different(people, person)
        some = max(1, people // 20)
        self.firms = different(2 * some, lambda: f"{random.choice(FIRMS)} {random.choice(TRADES)}")
        self.projects = different(some, lambda: f"{random.choice(FIRMS)} {random.choice(TOPICS)} project")
        self.meets = different(some, lambda: f"{self.day(1500)} {random.choice(MEETS)} {random.choice(PLACES)}")

    def day(self, back: int, ahead: int = 0) -> str:
        return str(TODAY + timedelta(days=self.random.randint(-back, ahead)))

    def who(self) -> str:
        """Somebody: the first of the list far more often than the last."""
        return self.people[int(len(self.people) * self.random.random() ** 3.5)]

    def link(self) -> str:
        name = self.who()
        return f"[[{name}|{name.split()[0]}]]" if self.random.random() < 0.2 else f"[[{name}]]"

    def text(self, low: int, high: int, links: float = 0.0) -> str:
        drawn = self.random.choices(self.words, cum_weights=self.weights, k=self.random.randint(low, high))
        if self.random.random() < links:
            drawn.insert(self.random.randrange(len(drawn)), self.link())
        return " ".join(drawn)

    def prose(self, low: int, high: int) -> list[str]:
        texts = (self.text(8, 26, 0.25) for _ in range(self.random.randint(low, high)))
        return [f"{text[0].upper()}{text[1:]}." for text in texts]

    def entry(self, who: str = "") -> str:
        head = self.random.choice(CHANNELS if self.random.random() < 0.85 else FAVORS)
        return f"- {self.day(900)} {head}{f' with {who}' if who else ''}: {self.text(5, 16, 0.2)}"

    def task(self, who: str) -> str:
        kind = self.random.choice(["#promise ", "#promise ", "#waiting ", "", ""])
        about = f"send {who} the {self.text(2, 5)} {kind}"
        if self.random.random() < 0.55:
            day = self.day(500)
            return f"- [x] {about}📅 {day} ✅ {day}"
        return f"- [ ] {about}📅 {self.day(40, 120)}"

    def person(self, name: str) -> Iterator[str]:
        random = self.random
        first = name.split()[0]
        topics = random.sample(TOPICS, 3)
        yield from ("---", "type: person", f"aliases:\n  - {first} {name.split()[-1]}")
        yield from (f'organization: "[[{random.choice(self.firms)}]]"', f"title: {random.choice(TITLES)}")
        yield from (f"relationship:\n  - {random.choice(ROLES)}", f"location: {random.choice(PLACES)}")
        yield f"email: {random.getrandbits(32):08x}@mail.example"
        tier = random.choice(TIERS)
        if tier:
            yield f"tier: {tier}"
        if random.random() < 0.1:
            yield f"cadence: {random.choice(['6w', '45', 'quarterly', '2mo'])}"
        if random.random() < 0.3:
            yield f"birthday: {random.randint(1, 12):02}-{random.randint(1, 28):02}"
        if random.random() < 0.4:
            yield f'introduced_by: "[[{self.who()}]]"'
        if random.random() < 0.03:
            yield from ("country: NO", "best_time: 12:30", "phone: 0151234567")
        yield from ("expertise:", f"  - {topics[0]}", f"  - {topics[1]}", "interests:", f"  - {topics[2]}", "---")
        yield from (f"# {name}", "", *self.prose(4, 24), "", "## Ask", f"- ? {self.text(5, 12)}", "", "## Log")
        yield from sorted(self.entry() for _ in range(min(40, 3 + int(random.paretovariate(1.0)))))
        yield from (self.task(f"[[{name}]]") for _ in range(random.randint(0, 4)))
        if random.random() < 0.3:
            yield f"- {self.day(400)} insight: {self.text(8, 16)} #topic/{topics[0]}"
        if random.random() < 0.1:
            yield from ("", "```text", "[[No link]]", "- [ ] no task 📅 2020-01-01", "```")

    def gathering(self, kind: str, day: str, people: list[str]) -> Iterator[str]:
        yield from ("---", "type: event", f"kind: {kind}", f"date: {day}", f"location: {self.random.choice(PLACES)}")
        yield from ("people:", *(f'  - "[[{name}]]"' for name in dict.fromkeys(people)), "---", *self.prose(6, 24), "")
        yield from ("## Log", f"- met {self.link()}: {self.text(4, 10)}", f"- {self.text(5, 14)}")
        yield from (self.task(f"[[{self.random.choice(people)}]]") for _ in range(self.random.randint(0, 3)))

    def project(self) -> Iterator[str]:
        people = [self.who() for _ in range(self.random.randint(2, 8))]
        yield f"---\ntype: project\nstatus: {self.random.choice(['active', 'done'])}\nstart: {self.day(1200)}"
        yield from ("people:", *(f'  - "[[{name}]]"' for name in dict.fromkeys(people)), "---", *self.prose(3, 12), "")
        yield from ("## Log", *(self.entry(self.link()) for _ in range(self.random.randint(3, 20))))
        yield from (self.task(self.link()) for _ in range(self.random.randint(1, 6)))

    def firm(self) -> Iterator[str]:
        yield from ("---", f"type: organization\nindustry: {self.random.choice(TOPICS)}")
        yield from (f"location: {self.random.choice(PLACES)}", "---", *self.prose(3, 14))

    def notes(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Every note of the vault: its path and its lines."""
        for name in self.people:
            yield f"People/{name}.md", self.person(name)
        for number in range(len(self.people) // 2):
            day, who = self.day(1000), [self.who() for _ in range(self.random.randint(1, 4))]
            yield f"Events/{day[:4]}/{day} {number} {who[0]}.md", self.gathering("meeting", day, who)
        for name in self.meets:
            guests = [self.who() for _ in range(self.random.randint(4, 16))]
            yield f"Events/{name}.md", self.gathering("conference", name[:10], guests)
        for name in self.projects:
            yield f"Projects/{name}.md", self.project()
        for name in self.firms:
            yield f"Organizations/{name}.md", self.firm()


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a deterministic vault of N people.")
    parser.add_argument("out", type=Path)
    parser.add_argument("n", type=int, help="how many people")
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    if options.n < 1:
        parser.error("N must be 1 or more")
    if options.out.is_dir() and any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty")
    writer, made, size = Writer(options.n, options.seed), set(), 0
    for path, lines in writer.notes():
        text = "\n".join(lines) + "\n"
        odd = writer.random.random()
        if odd < 0.01:
            text = text.split("\n---\n", 1)[1]  # no frontmatter
        elif odd < 0.03:
            text = text.replace("\n", "\r\n")
        file = options.out / path
        if file.parent not in made:
            file.parent.mkdir(parents=True, exist_ok=True)
            made.add(file.parent)
        data = text.encode()
        file.write_bytes(data)
        size += len(data)
    print(f"{sum(1 for _ in options.out.rglob('*.md'))} notes, {size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
