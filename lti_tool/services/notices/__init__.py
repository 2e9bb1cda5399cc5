"""Notices of platforms (Platform Notification Service 1.0)."""
