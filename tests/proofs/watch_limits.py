"""A proof, not a test: with 50 inotify watches allowed, a vault of 140 folders is still followed, and it is said.

Runs itself again as root of a user namespace of its own (`unshare -Ur`), where the limit can be set. Then one note in
each folder is saved; every one must be told within five seconds and the index must equal one made anew.

    python tests/proofs/watch_limits.py
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

WATCHES, FOLDERS = 50, 140
SECONDS, PATIENCE = 5.0, 20.0  # what is promised; how long is waited to tell by how much it is missed


def main() -> int:
    """Prove it inside of a namespace; 0 = held, 77 = the system allows no namespace."""
    if os.environ.get("VAULTNET_PROOF") != "inside":
        try:
            subprocess.run(["unshare", "-Ur", "true"], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            print("watch_limits: left out, `unshare -Ur` is not allowed here")
            return 77
        inside = {**os.environ, "VAULTNET_PROOF": "inside"}
        return subprocess.run(["unshare", "-Ur", sys.executable, __file__], env=inside).returncode
    Path("/proc/sys/user/max_inotify_watches").write_text(str(WATCHES))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["VAULTNET_CACHE_DIR"] = str(Path(folder) / "cache")
        return prove(Path(folder) / "vault")


def prove(vault: Path) -> int:
    """Watch, save a note in every folder, compare."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from indexes import difference, dump, rebuilt

    from vaultnet.basics.watch import watch
    from vaultnet.index.store import connect, index_path
    from vaultnet.vault.config import Config

    notes = [vault / f"F{number}" / "Note.md" for number in range(FOLDERS)]
    for note in notes:
        note.parent.mkdir(parents=True)
        note.write_text("before\n")
    lines: list[str] = []
    warnings: list[str] = []
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=lambda: watch(
            str(vault), Config(), tell=lines.append, warn=warnings.append, stop=stop, ready=lambda _: ready.set()
        )
    )
    thread.start()
    ready.wait(PATIENCE)
    begun = time.monotonic()
    for note in notes:
        note.write_text("after [[Ada]]\n")
    while len(set(lines)) < FOLDERS and time.monotonic() < begun + PATIENCE:
        time.sleep(0.05)
    took = time.monotonic() - begun
    stop.set()
    thread.join(PATIENCE)
    with closing(connect(index_path(str(vault)))) as connection:
        rows = difference(dump(connection), rebuilt(str(vault), Config()))
    told = len(set(lines))
    print(f"watch_limits: {told} of {FOLDERS} notes told after {took:.1f} s with {WATCHES} watches allowed")
    print(*warnings, *rows[:10], sep="\n")
    return falls_short(told, took, len(warnings), rows, thread.is_alive())


def falls_short(told: int, took: float, warnings: int, rows: list[str], alive: bool) -> int:
    """1 where anything is not as it is promised, and says what; else 0."""
    wrong = {
        f"{FOLDERS - told} notes are not told": told != FOLDERS,
        f"{took:.1f} s, more than {SECONDS:.0f}": took > SECONDS,
        f"{warnings} warnings, not one": warnings != 1,
        "the index is another than one made anew": bool(rows),
        "the watcher does not end": alive,
    }
    for what in (what for what, is_so in wrong.items() if is_so):
        print(f"watch_limits: falls short: {what}")
    return int(any(wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
