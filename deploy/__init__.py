"""How Signpost runs: the command, the embedded default, the demo LMS."""
