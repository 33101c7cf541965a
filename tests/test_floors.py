"""The floor rule, read from the imports of every file: docs/architecture.md says which file may know which."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "vaultnet"
FILES = sorted(path for path in PACKAGE.rglob("*.py"))
MOST_LINES, MOST_IN_A_FUNCTION = 400, 60

# library -> the files (or folders, with "/") that may import it
CONFINED = {
    "yaml": ("text/frontmatter.py",),
    "frontmatter": ("text/frontmatter.py",),
    "sqlite3": ("index/", "people/desk.py", "cli.py"),  # the desk holds the connection, cli.py heals a damaged one
    "jinja2": ("show/page.py",),
    "watchdog": ("basics/watch.py",),
    "click": ("show/", "strategies/", "basics/", "exchange/", "cli.py"),
}
# asking the clock -> the files that may; those besides cli.py measure time and answer no question with it
CLOCKS = {
    "date.today": ("cli.py",),
    "datetime.now": ("cli.py",),
    "datetime.today": ("cli.py",),
    "datetime.utcnow": ("cli.py",),
    "time.time": ("cli.py", "vault/write.py"),  # how long ago another program saved the note
    "time.localtime": ("cli.py",),
    "time.strftime": ("cli.py",),
    "time.time_ns": ("index/sync.py",),  # git's rule for racy files
    "time.monotonic": ("basics/index.py", "basics/watch.py"),  # `seconds` in the output; when a burst is over
}


class Table:
    """The floors as docs/architecture.md lists them: each file's floor and its place there; shelves by their folder."""

    def __init__(self) -> None:
        text = (PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
        block = re.search(r"<!-- floors -->\n(.*?)<!-- /floors -->", text, re.S)
        assert block, "docs/architecture.md holds no table between <!-- floors --> and <!-- /floors -->"
        self.place: dict[str, tuple[int, int]] = {}
        self.shelves: dict[str, int] = {}
        for line in block[1].splitlines():
            found = re.fullmatch(r"- (\d) (\w+): (.+)", line)
            assert found, f"no line of the table: {line!r}"
            floor, folder = int(found[1]), found[2]
            for place, name in enumerate(re.split(r",\s*", found[3].strip())):
                if name.endswith("/"):
                    self.shelves[name] = floor
                    continue
                path = f"{folder}/{name}.py"
                self.place[path if (PACKAGE / path).exists() else f"{name}.py"] = (floor, place)

    def floor(self, path: str) -> int:
        shelf = shelf_of(path)
        return self.shelves[shelf] if shelf in self.shelves else self.place[path][0]


def shelf_of(path: str) -> str:
    return path.partition("/")[0] + "/"


def chapter_of(path: str) -> str:
    """A file on the shelf, or the folder that a chapter has become."""
    parts = path.split("/")
    return "/".join(parts[:2]).removesuffix(".py")


TABLE = Table()


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def is_folder_file(path: str) -> bool:
    """`__init__.py` of the package or of a floor (that of a chapter's folder is the chapter itself)."""
    return path.endswith("__init__.py") and path.count("/") <= 1


def module_file(module: str) -> str:
    """The file of a module of ours, "" where there is none."""
    base = PACKAGE / Path(*module.split(".")[1:])
    for file in (base.with_suffix(".py"), base / "__init__.py"):
        if file.is_file() and (file.name != "vaultnet.py"):
            return relative(file)
    return ""


def imports(path: str) -> Iterator[tuple[int, str]]:
    """Every import of a file, wherever it stands: (line, module), relative ones spelled out."""
    package = ["vaultnet", *path.split("/")[:-1]]
    for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            for name in node.names:
                inner = f"{module}.{name.name}"
                yield node.lineno, inner if inner.startswith("vaultnet.") and module_file(inner) else module


def ours(path: str) -> Iterator[tuple[int, str]]:
    """The files of ours that a file imports, without the `__init__.py` of the package and of floors."""
    for line, module in imports(path):
        if module == "vaultnet" or module.startswith("vaultnet."):
            target = module_file(module)
            assert target, f"{path}:{line}: {module} is no module"
            if not is_folder_file(target):
                yield line, target


ALL = [relative(path) for path in FILES]


def test_every_file_stands_in_the_table_and_everything_in_the_table_is_a_file() -> None:
    unlisted = [p for p in ALL if not is_folder_file(p) and p not in TABLE.place and shelf_of(p) not in TABLE.shelves]
    assert not unlisted, f"not in the table of docs/architecture.md: {unlisted}"
    gone = [p for p in TABLE.place if p not in ALL] + [s for s in TABLE.shelves if not (PACKAGE / s).is_dir()]
    assert not gone, f"in the table, but there is no such file: {gone}"


def test_the_floors_of_the_table_go_upwards() -> None:
    floors = [*(floor for floor, _ in TABLE.place.values()), *TABLE.shelves.values()]
    assert set(floors) == set(range(9))


@pytest.mark.parametrize("path", [p for p in ALL if is_folder_file(p)])
def test_the_file_of_a_floor_as_a_whole_imports_nothing(path: str) -> None:
    assert list(imports(path)) == []


@pytest.mark.parametrize("path", [p for p in ALL if not is_folder_file(p)])
def test_a_file_imports_only_from_below(path: str) -> None:
    wrong = []
    for line, target in ours(path):
        if shelf_of(path) in TABLE.shelves and shelf_of(target) in TABLE.shelves:
            allowed = chapter_of(path) == chapter_of(target)
        elif shelf_of(target) in TABLE.shelves:
            allowed = TABLE.shelves[shelf_of(target)] < TABLE.floor(path)
        elif shelf_of(path) in TABLE.shelves:
            allowed = TABLE.floor(target) < TABLE.floor(path)
        else:
            allowed = TABLE.place[target] < TABLE.place[path]
        if not allowed:
            wrong.append(f"vaultnet/{path}:{line} imports {target}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {path: {target for _, target in ours(path)} for path in ALL}
    done: set[str] = set()

    def visit(path: str, trail: tuple[str, ...]) -> None:
        assert path not in trail, " -> ".join((*trail[trail.index(path) :], path))
        if path not in done:
            for target in sorted(graph[path]):
                visit(target, (*trail, path))
            done.add(path)

    for path in ALL:
        visit(path, ())


@pytest.mark.parametrize("library", CONFINED)
def test_a_library_is_known_only_where_it_belongs(library: str) -> None:
    wrong = [
        f"vaultnet/{path}:{line} imports {module}"
        for path in ALL
        for line, module in imports(path)
        if module.partition(".")[0] == library and not path.startswith(CONFINED[library])
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", CONFINED)
def test_the_places_named_for_a_library_do_use_it(library: str) -> None:
    using = {path for path in ALL for _, module in imports(path) if module.partition(".")[0] == library}
    idle = [
        where
        for where in CONFINED[library]
        if (PACKAGE / where).exists() and not any(p.startswith(where) for p in using)
    ]
    assert not idle, f"{library} is no longer used in {idle}: take it out of this list"


def test_only_the_root_of_the_commands_asks_the_clock() -> None:
    wrong = []
    for path in ALL:
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                asked = ".".join(ast.unparse(node).split(".")[-2:])
                if asked in CLOCKS and path not in CLOCKS[asked]:
                    wrong.append(f"vaultnet/{path}:{node.lineno} asks {asked}")
            elif isinstance(node, ast.ImportFrom) and node.module == "time":
                wrong.append(f"vaultnet/{path}:{node.lineno} imports from time: write time.{node.names[0].name}")
    assert not wrong, "\n".join(wrong)


def test_no_sql_stands_above_the_index() -> None:
    speaks = re.compile(r"\b(?:select .+ from|insert into|delete from|update \w+ set|pragma) ", re.I | re.S)
    wrong = []
    for path in ALL:
        if path.startswith("index/"):
            continue
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute":
                wrong.append(f"vaultnet/{path}:{node.lineno} executes SQL")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and speaks.match(node.value.strip()):
                wrong.append(f"vaultnet/{path}:{node.lineno} holds SQL")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ALL)
def test_a_file_can_be_read_in_one_sitting(path: str) -> None:
    lines = len((PACKAGE / path).read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"vaultnet/{path} has {lines} lines: let it become a folder of the same name"


@pytest.mark.parametrize("path", ALL)
def test_a_function_fits_on_a_page(path: str) -> None:
    long = [
        f"vaultnet/{path}:{node.lineno} {node.name} has {length} lines"
        for node in ast.walk(ast.parse((PACKAGE / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_IN_A_FUNCTION
    ]
    assert not long, "\n".join(long)
