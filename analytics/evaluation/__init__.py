"""What learners gained, and how two ways of teaching compare. Pure: no I/O, no clock."""
