"""Side-by-side measures: each figure stands next to a raw limit measured in the same run."""
