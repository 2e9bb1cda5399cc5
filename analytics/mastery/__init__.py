"""The online learner model. Pure: no I/O, no clock."""
