"""Copied courses: noticed, asked about, and settled as the teacher chose."""
