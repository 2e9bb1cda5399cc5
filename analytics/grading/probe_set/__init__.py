"""Hand-written questions and answers that a grader must not be fooled by."""
