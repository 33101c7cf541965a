"""Sessions at the terminal, one for each command, and one story; `tests/consoles.py` says how they read.

After a change of wording: VAULTNET_UPDATE=1 pytest tests/test_transcripts.py tests/test_errors.py, then read the diff.
"""

from pathlib import Path

import pytest
from consoles import hold, play, read
from vaults import HERE, Vault, copy_sample

from vaultnet.cli import MODULES

TRANSCRIPTS = sorted((HERE / "transcripts").glob("*.console"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_session_reads_as_it_is_written_down(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    transcript = read(path)
    kind = transcript.settings.get("vault", "sample")
    root = tmp_path / "vault"
    if kind == "sample":
        copy_sample(root)
    elif kind == "small":
        vault = Vault(root)
        vault.write("vaultnet.toml", "")
        for name, text in transcript.files.items():
            vault.write(name, text)
    else:
        assert kind == "none", f"{path.name}: a vault is sample, small or none"
        root.mkdir()
    monkeypatch.chdir(root)
    hold(transcript, play(transcript, tmp_path, monkeypatch))


@pytest.mark.parametrize("command", [name for name in MODULES if name != "watch"])  # watch has no end to write down
def test_every_command_has_its_transcript(command: str) -> None:
    assert (HERE / "transcripts" / f"{command}.console").is_file()
