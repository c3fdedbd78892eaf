"""Rules: pure, synchronous, `now` passed in, no I/O."""
