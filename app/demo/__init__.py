"""The demo ward: Midori City Ward, invented, with one main office and four smaller ones."""

from pathlib import Path

OFFICES = Path(__file__).parent / "offices"
