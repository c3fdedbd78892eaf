"""Wait estimates: plain data in, numbers out."""
