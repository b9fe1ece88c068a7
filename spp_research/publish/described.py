"""What programs are told of a practice, as JSON-LD in the head of its page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from spp_research.words.text import PARTING

_SPECIAL = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def safe_json(document: Any) -> str:
    """JSON that can stand in a script element: no text in it can end the element."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_SPECIAL)


def article(
    *,
    headline: str,
    description: str,
    published: str,
    keywords: Sequence[str],
    school: str,
    partnership: str,
    licence: str,
    about: str = "",
    address: str = "",
    picture: str = "",
) -> str:
    """A write-up in schema.org's terms, as JSON-LD.

    Parameters
    ----------
    published : the day of the sign-off, as 2026-09-03.
    licence : its address; empty where it is not known.
    about : the theme; empty where the keywords name it.
    address, picture : where its page and the page's picture are found; empty where nobody knows.
    """
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": headline,
        "description": description,
        "inLanguage": "en-GB",
        "datePublished": published,
        "keywords": list(keywords),
        "author": {"@type": "School", "name": school},
        "publisher": {"@type": "Organization", "name": partnership},
        "isAccessibleForFree": True,
    }
    more = {"about": about, "license": licence, "url": address, "image": picture}
    return safe_json(facts | {name: value for name, value in more.items() if value})


def describe(page: Path, meta: Mapping[str, Any]) -> None:
    """Write into the page of a report what programs should know of it.

    Parameters
    ----------
    page : the page, which is written again in place. One that is not for everyone is left alone.
    meta : the report's metadata, as in Pandoc's JSON.
    """
    ours = meta.get("spp", {}).get("c", {})
    published = plain(ours.get("published"))
    if not published:
        return
    facts = article(
        headline=plain(meta.get("title")),
        description=plain(meta.get("description")),
        published=published,
        keywords=[plain(word) for word in meta.get("keywords", {}).get("c", [])],
        school=plain(meta.get("subtitle")),
        partnership=plain(meta.get("author")),
        licence=plain(ours.get("licence-address")),
    )
    script = f'<script type="application/ld+json">{facts}</script>\n</head>'
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</head>", script, 1), encoding="utf-8", newline="\n")


def plain(value: Mapping[str, Any] | None) -> str:
    """The words of a metadata value in Pandoc's JSON; empty for none."""
    if value is None:
        return ""
    kind, content = value.get("t"), value.get("c")
    if kind in ("Str", "MetaString"):
        return str(content).replace(PARTING, "")  # nothing reads these words as Quarto does
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if not isinstance(content, list):
        return ""
    if kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        return marks[0] + "".join(plain(part) for part in content[1]) + marks[1]
    if kind == "MetaList":
        return ", ".join(plain(part) for part in content)
    return "".join(plain(part) for part in content if isinstance(part, dict))
