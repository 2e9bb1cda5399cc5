"""English questions with graded answers, written to practise the grader on many subjects."""
