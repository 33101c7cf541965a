"""Floor 5: the nouns and measures that two or more strategies need."""
