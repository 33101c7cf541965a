"""Vaults for the tests: a copy of the sample vault, an empty one; cache, state and clock are the test's own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from vaults import FOREIGN, TODAY, Ran, Vault, copy_sample, run_here


def _settle(env: dict[str, str | None], base: Path) -> None:
    """The surroundings of a test: its own cache and state, the fixed day, nobody's editor or colours."""
    env["VAULTNET_CACHE_DIR"] = str(base / "cache")
    env["VAULTNET_STATE_DIR"] = str(base / "state")
    env["VAULTNET_TODAY"] = TODAY


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the user's vault, cache, clock or editor."""
    for name in (*FOREIGN, "VAULTNET_VAULT"):
        monkeypatch.delenv(name, raising=False)
    env: dict[str, str | None] = {}
    _settle(env, tmp_path)
    for name, value in env.items():
        monkeypatch.setenv(name, str(value))


@pytest.fixture
def sample(tmp_path: Path) -> Vault:
    """A copy of the sample vault, to be changed at will."""
    return copy_sample(tmp_path / "sample")


@pytest.fixture(scope="session")
def read_only_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A copy of the sample vault that many tests ask and none may change."""
    vault = copy_sample(tmp_path_factory.mktemp("shared") / "sample")
    before = vault.bytes()
    yield vault
    assert vault.bytes() == before, "a test wrote to the shared sample vault"


@pytest.fixture
def asked(read_only_sample: Vault, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """The shared sample vault with its index kept from test to test: for questions only."""
    monkeypatch.setenv("VAULTNET_CACHE_DIR", str(read_only_sample.root.parent / "cache"))
    return read_only_sample


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An empty vault with helpers to write notes into it."""
    return Vault(tmp_path / "vault")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the command line as it is typed: `run("due", "--json")`; the vault is where VAULTNET_VAULT or --vault says."""
    assert "VAULTNET_VAULT" not in os.environ
    return run_here
