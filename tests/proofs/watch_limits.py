"""A proof, not a test: with 50 inotify watches allowed, a vault of 140 folders is still followed, and it is said.

Runs itself again as root of a user namespace of its own (`unshare -Ur`), where the limit can be set. Then one note in
each folder is saved; every one must be told within ten seconds and the index must equal one made anew.

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

WATCHES, FOLDERS, PATIENCE = 50, 140, 10.0


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
    print(f"watch_limits: {len(set(lines))} of {FOLDERS} notes told after {took:.1f} s with {WATCHES} watches allowed")
    print(*warnings, *rows[:10], sep="\n")
    return 0 if len(set(lines)) == FOLDERS and len(warnings) == 1 and not rows and not thread.is_alive() else 1


if __name__ == "__main__":
    sys.exit(main())
