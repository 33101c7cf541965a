"""Floor 7: the commands that belong to no single strategy."""
