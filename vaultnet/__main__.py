"""`python -m vaultnet` is the same as `vaultnet`."""

from vaultnet.cli import main

if __name__ == "__main__":
    main()
