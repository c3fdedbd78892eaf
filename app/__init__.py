"""Madoguchi 窓口: queues and appointments for public counters."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
"""Models learn beside the hall. With a thread for every core they take the cores from it, and spin for each other:
on a busy machine of two cores a model of two seconds took two minutes."""
