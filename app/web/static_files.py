"""Static files for slow networks: text goes out compressed, packed once for each version of a file."""

import gzip
import os
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PACKED = (".css", ".html", ".js", ".svg")
ICON = "/static/icons/madoguchi.svg"


class PackedStaticFiles(StaticFiles):
    """Browsers ask each time whether a file has changed, so that a new version is never mixed with an old one."""

    def file_response(
        self, full_path: "str | os.PathLike[str]", stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, compressed when it is text and the browser can unpack it."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "no-cache"
        path = Path(full_path)
        if path.suffix not in PACKED:
            return response
        response.headers["Vary"] = "Accept-Encoding"
        if response.status_code != 200 or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            return response
        body = _packed(path, stat_result.st_mtime_ns)
        headers = {
            "ETag": f"W/{response.headers['etag']}",
            "Last-Modified": response.headers["last-modified"],
            "Cache-Control": "no-cache",
            "Content-Encoding": "gzip",
            "Vary": "Accept-Encoding",
        }
        return Response(body, headers=headers, media_type=response.media_type)


async def favicon(_request: Request) -> Response:
    """Browsers ask for it wherever a page names no icon of its own, as with a JSON answer or a picture."""
    return RedirectResponse(ICON, 308, {"Cache-Control": "max-age=86400"})


@lru_cache(maxsize=256)
def _packed(path: Path, _modified_ns: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
