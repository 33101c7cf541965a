"""Floor 7: one chapter per relationship strategy; the listing of this folder is the mission's table of contents."""
