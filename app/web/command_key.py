"""The Idempotency-Key of a command: made by the client, so that a repeat has one effect and the same answer."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from app.domain.access_errors import BadCommandKey

_KEY = re.compile(r"[!-~]{1,128}")


async def command_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="Made by the client, a UUID for example: a command repeated with the same key has one effect "
            "and gets the same answer. 1 to 128 visible ASCII characters.",
            examples=["4f9c1f0e-5c1b-4a43-9d62-0c1a7d1f8c11"],
        ),
    ] = None,
) -> str | None:
    """The key, None when the client sent none. Raises BadCommandKey."""
    # Async although it awaits nothing: FastAPI would run a plain function on a thread, for every command.
    if idempotency_key is not None and not _KEY.fullmatch(idempotency_key):
        raise BadCommandKey
    return idempotency_key


CommandKey = Annotated[str | None, Depends(command_key)]
