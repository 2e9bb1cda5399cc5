"""The Chinese grader: its encoder, data, training, scorer and figures."""
