"""Grading of free-text answers: types, evidence, client, training, evaluation."""
