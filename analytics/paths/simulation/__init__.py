"""Simulated learners: how well each policy teaches those who learn by known laws."""
