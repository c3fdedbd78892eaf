"""What other structures would have brought, in words and figures, as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.domain.office import Office
from app.domain.recorded import RecordedDay
from app.web.words import Translator, pick

if TYPE_CHECKING:
    from app.staffing.structures import Worth

KINDS = ("pool", "help", "train", "hour")
SURE = 1.96
"""As many errors to each side hold the truth in 95 of 100 cases."""


def shown(
    found: Sequence[Worth], office: Office, days: Sequence[RecordedDay], left_out: int, words: Translator
) -> dict[str, Any]:
    """Structures that surely helped, best first, and the others apart, each as a sentence and its figures."""
    helpful = [worth for worth in found if worth.saved_a_day.is_sure and worth.saved_a_day.value > 0]
    others = [worth for worth in found if worth not in helpful]
    return {
        "sentence": _sentence(helpful, office, words),
        "helpful": [_row(worth, office, words) for worth in helpful],
        "others": [_row(worth, office, words) for worth in others],
        "days": len(days),
        "people": sum(len(day.visitors) for day in days),
        "left_out": left_out,
    }


def _sentence(helpful: Sequence[Worth], office: Office, words: Translator) -> str:
    if not helpful:
        return words.gettext("structure.nothing")
    return words.gettext("structure.best", change=_change(helpful[0], office, words), **_waits(helpful[0]))


def _row(worth: Worth, office: Office, words: Translator) -> dict[str, Any]:
    saved, error = worth.saved_a_day.value, SURE * worth.saved_a_day.error
    tone = ("better" if saved > 0 else "worse") if worth.saved_a_day.is_sure else "same"
    return {
        "change": _change(worth, office, words),
        "tone": tone,
        "tone_named": words.gettext(f"structure.{tone}"),
        "saved": words.gettext("structure.saved", minutes=f"{saved:,.0f}", error=f"{error:,.0f}"),
        "figures": [
            f"{before:.0f} → {after:.0f}"
            for before, after in (
                (worth.p50_before, worth.p50_after),
                (worth.p90_before, worth.p90_after),
            )
        ]
        + [f"{worth.mean_before:.1f} → {worth.mean_after:.1f}"],
        "days": worth.days,
    }


def _change(worth: Worth, office: Office, words: Translator) -> str:
    """A structure in plain words."""
    structure = worth.structure
    names = {
        key: pick(office.service(service).name, words.language)
        for key, service in (("service", structure.service), ("other", structure.other))
        if service
    }
    return words.gettext(f"structure.change_{structure.kind}", **names)


def _waits(worth: Worth) -> dict[str, str]:
    return {"before": f"{worth.mean_before:.1f}", "after": f"{worth.mean_after:.1f}"}
