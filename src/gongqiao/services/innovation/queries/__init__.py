"""Read common problems, joint works and proposals."""
