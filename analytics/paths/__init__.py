"""Skill graph, path policies and their reasons. Pure: no I/O, no clock."""
