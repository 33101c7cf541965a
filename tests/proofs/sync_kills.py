"""Proof of `git sync` being killed: two clones of a bare repository, and kills of all its processes at random times.

After every kill the clones are synced as a person would, who removes the lock of a killed git where sync names it. Then
they must be equal, with no log line lost and no temporary file left.

    python tests/proofs/sync_kills.py [KILLS] [SEED]
"""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from proofs.merge import surroundings

NOTES = 12
LOCK = re.compile(r"at work here \((.+\.lock)\)")


class Clones:
    """Two clones, and every line that was written in them."""

    def __init__(self, base: Path, dice: random.Random) -> None:
        self.dice, self.lines = dice, 0
        run = {"check": True, "capture_output": True, "cwd": base}
        subprocess.run(["git", "-c", "init.defaultBranch=main", "init", "-q", "--bare", "hub.git"], **run)
        subprocess.run(["git", "clone", "-q", "hub.git", "a"], **run)
        self.clones = [base / "a", base / "b"]
        (base / "a" / "People").mkdir()
        (base / "a" / "vaultnet.toml").write_text("")
        for number in range(NOTES):
            path = base / "a" / "People" / f"Person {number}.md"
            path.write_text("---\ntype: person\nlast_contact: 2026-01-01\n---\n\n## Log\n- 2026-01-01 met\n")
        subprocess.run(["git", "checkout", "-q", "-B", "main"], **(run | {"cwd": base / "a"}))
        self.settle(self.clones[0])
        subprocess.run(["git", "clone", "-q", "hub.git", "b"], **run)
        self.settle(self.clones[1])

    def write(self, clone: Path, notes: int) -> None:
        """Lines in some notes, and now and then a new note."""
        for _ in range(notes):
            self.lines += 1
            number = self.dice.choice([*range(NOTES), NOTES + self.lines])
            path = clone / "People" / f"Person {number}.md"
            text = path.read_text() if path.exists() else "---\ntype: person\n---\n\n## Log\n"
            path.write_text(
                f"{text}- 2026-{1 + self.lines % 12:02}-{1 + self.lines % 28:02} call: line-{self.lines};\n"
            )

    def begin(self, clone: Path) -> "subprocess.Popen[bytes]":
        """A sync in a group of processes of its own, to be killed as a whole."""
        command = [sys.executable, "-P", "-m", "vaultnet", "--vault", str(clone), "git", "sync"]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)

    def kill(self, clone: Path, after: float, *, rebasing: bool) -> bool:
        """Kill a sync after some seconds, or so long after its rebase began; whether it was still at work."""
        running = self.begin(clone)
        while rebasing and running.poll() is None and not (clone / ".git" / "vaultnet-sync").exists():
            time.sleep(0.002)
        try:
            running.communicate(timeout=after)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
            return True
        return False

    def settle(self, clone: Path) -> str:
        """Sync until it is content; what it said where it never is."""
        said = ""
        for _ in range(6):
            running = self.begin(clone)
            said = running.communicate()[0].decode()
            if running.returncode == 0:
                return ""
            if lock := LOCK.search(said):
                Path(lock[1]).unlink()
        return said or "never content"

    def faults(self) -> list[str]:
        """What is not as it should be, once both have been killed."""
        said = [fault for clone in (*self.clones, self.clones[0]) if (fault := self.settle(clone))]
        texts = [{p.name: p.read_text() for p in (clone / "People").iterdir()} for clone in self.clones]
        found = re.findall(r"line-(\d+);", "".join(texts[0].values()))
        said += ["the clones differ"] if texts[0] != texts[1] else []
        said += [f"lost: {lost}"] if (lost := {str(n + 1) for n in range(self.lines)} - set(found)) else []
        said += [f"twice: {len(found)} of {self.lines}"] if len(found) > self.lines else []
        for clone in self.clones:
            left = [p.name for p in clone.rglob("*.tmp")] + [p.name for p in (clone / ".git").glob("vaultnet*")]
            left += [p.name for p in (clone / ".git").glob("rebase*")]
            said += [f"left: {left}"] if left else []
        return said


def prove_kills(kills: int, seed: int = 1) -> list[str]:
    """What went wrong in so many kills, at times spread over the length of a whole sync."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, surroundings(Path(folder))):
        clones = Clones(Path(folder), dice)
        killed = tries = 0
        length = 1.2
        while killed < kills and tries < 3 * kills:
            tries += 1
            first, second = dice.sample(clones.clones, 2)
            clones.write(first, 4)
            if said := clones.settle(first):
                return [said]
            clones.write(second, 4)
            rebasing = tries % 3 > 0  # that is where most can be lost
            if clones.kill(second, dice.uniform(0, 0.4) if rebasing else dice.uniform(0.15, length), rebasing=rebasing):
                killed += 1
            elif not rebasing:
                length = max(0.3, length * 0.9)
            if faults := clones.faults():
                return [f"after {killed} kills: {fault}" for fault in faults]
    return [] if killed else ["nothing was killed"]


if __name__ == "__main__":
    wrong = prove_kills(*(int(word) for word in sys.argv[1:3] or ["300"]))
    print("\n".join(wrong) or "sync_kills: nothing lost, nothing twice, nothing left")
    sys.exit(bool(wrong))
