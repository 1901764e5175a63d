"""Targets, tasks and reported figures as typed rows with their source."""
