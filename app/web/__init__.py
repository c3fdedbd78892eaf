"""The edge: routes, bodies, pages, sign-in, error answers."""
