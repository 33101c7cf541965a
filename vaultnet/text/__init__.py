"""Floor 1: strings in, values out. No files, no clock, no meaning."""
