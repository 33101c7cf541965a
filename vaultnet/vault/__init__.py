"""Floor 3: the only floor that opens the user's files; `write` alone writes them."""
