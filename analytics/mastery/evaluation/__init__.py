"""Holds the learner model against public answer logs, offline."""
