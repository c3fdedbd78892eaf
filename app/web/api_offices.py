"""Offices, boards, and the QR code that leads from the hall to the phone."""

from __future__ import annotations

import io
from typing import Annotated, Any

import orjson
import segno
from fastapi import APIRouter, Header, Request, Response, WebSocket

from app.live.asgi_sockets import watch
from app.live.messages import Board
from app.web.answers import OfficesAnswer
from app.web.commands import JSON, house_of

router = APIRouter(prefix="/api/v1", tags=["offices"])

PICTURE: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"description": "A picture.", "content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
}


@router.get("/offices", response_model=OfficesAnswer, summary="All offices with their congestion")
async def offices(request: Request) -> Response:
    """Every office: whether it is open, how many wait, how long it takes."""
    return Response(orjson.dumps(house_of(request).offices()), media_type=JSON)


@router.get("/offices/{office}", summary="One office: services, procedures, counters, hours today")
async def office(request: Request, office: str) -> Response:
    """What a client needs to draw a screen of this office. Texts are maps from language to words."""
    return Response(orjson.dumps(house_of(request).office_document(office)), media_type=JSON)


@router.get(
    "/offices/{office}/board",
    response_model=Board,
    responses={304: {"description": "The board is still the one with that ETag."}},
    summary="The board: what the public may know of the office now",
)
async def board(request: Request, office: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    """The same document that is pushed to `/board/live`; for clients without sockets, with an ETag."""
    document, etag = house_of(request).hub.board(office)
    headers = {"ETag": etag, "Cache-Control": "no-cache"}
    if if_none_match and etag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(document, media_type=JSON, headers=headers)


@router.websocket("/offices/{office}/board/live")
async def live_board(websocket: WebSocket, office: str, since: int | None = None) -> None:
    """The board, pushed; for servers that do not hand the socket to the hub themselves."""
    await watch(websocket, websocket.app.state.house.hub, office, since)


@router.get("/offices/{office}/qr.svg", **PICTURE, summary="QR code of the office's page for phones")
async def office_qr(request: Request, office: str) -> Response:
    """Leads to the page of the office on the address that the client used."""
    house_of(request).day(office)
    return qr_answer(f"{str(request.base_url).rstrip('/')}/o/{office}")


@router.get("/tickets/{ticket}/qr.svg", **PICTURE, tags=["tickets"], summary="QR code to follow a ticket on the phone")
async def ticket_qr(request: Request, ticket: str) -> Response:
    """Leads to the ticket's page on the address that the client used."""
    house_of(request).office_of_ticket(ticket)
    return qr_answer(f"{str(request.base_url).rstrip('/')}/t/{ticket}")


def qr_answer(address: str) -> Response:
    """A QR code as SVG, without a border of its own colour."""
    picture = io.BytesIO()
    segno.make(address, error="m").save(
        picture, kind="svg", border=4, light="#fff", dark="#000", xmldecl=False, scale=4
    )
    return Response(picture.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})
