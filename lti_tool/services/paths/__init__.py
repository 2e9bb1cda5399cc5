"""What teachers decide of paths, and the plan that follows for a learner."""
