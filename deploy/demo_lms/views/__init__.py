"""HTTP of the demo LMS: parse, call one service, render."""
