"""Madoguchi: queues and appointments for public counters."""
