"""What a person wrote in a mail: without the mail it answers, without signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from mentionwatch.text import html_to_text

MOST_PARTS = 200

_QUOTE = re.compile(r"\s{0,3}>")
_WROTE = re.compile(
    r"(?:on|am|le|el|op|il|em|den|dnia)\b.{0,200}"
    r"(?:wrote|writes|schrieb|a écrit|escribió|schreef|ha scritto|escreveu|skrev|napisał\(?a?\)?)\b.{0,80}:\s*",
    re.IGNORECASE | re.DOTALL,
)
_REST = re.compile(  # what follows is another mail
    r"-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|forwarded message|"
    r"weitergeleitete nachricht|reply above this line)\s*-{2,}.*|_{20,}\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(r"\*?(?:from|von|de|van|da)\s?:\*?\s.*", re.IGNORECASE)
_NEXT_HEADER = re.compile(
    r"\*?(?:sent|date|gesendet|datum|envoyé|enviado|to|an|à|para|subject|betreff)\s?:", re.IGNORECASE
)
_DEVICE = re.compile(
    r"(?:sent (?:from|with|via) (?:my |the )?[\w .+-]{2,40}|get outlook for (?:ios|android).{0,60}|"
    r"(?:von|mit) (?:meinem|meiner|der) [\w .+-]{2,40} gesendet|gesendet (?:von|mit) [\w .+-]{2,40}|"
    r"envoyé (?:de|depuis) (?:mon )?[\w .+-]{2,40}|enviado desde (?:mi )?[\w .+-]{2,40})\.?",
    re.IGNORECASE,
)
_HTML_REST = re.compile(
    r"<blockquote\b|<[a-z]{1,10}\b[^<>]{0,400}?(?:class|id)\s*=\s*[\"']?[^\"'<>]{0,100}"
    r"(?:gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|appendonsend|divRplyFwdMsg|protonmail_quote)",
    re.IGNORECASE,
)
_HTML_SIGNATURE = re.compile(r"<div\b[^<>]{0,200}?class\s*=\s*[\"']?gmail_signature", re.IGNORECASE)


def text_of(message: Message) -> str:
    """Give what the sender wrote; all of the text where nothing but quotes is in it, as in a forwarded mail."""
    plain, html = _bodies(message)
    if plain.strip():
        return cut(plain) or plain.strip()
    own = html_to_text(_HTML_SIGNATURE.split(_HTML_REST.split(html, maxsplit=1)[0], maxsplit=1)[0])
    return cut(own) or html_to_text(html)


def cut(text: str) -> str:
    """Cut quotes, their headings, and signatures from a text."""
    lines = text.replace("\r\n", "\n").split("\n")
    lines = lines[: _end(lines)]
    kept = [line for line in lines if not _QUOTE.match(line)]
    kept = _without_attributions(lines, kept)
    for number, line in enumerate(kept):
        if line.rstrip("\r") in ("-- ", "--"):
            kept = kept[:number]
            break
    while kept and (not kept[-1].strip() or _DEVICE.fullmatch(kept[-1].strip())):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip()


def _end(lines: Sequence[str]) -> int:
    """Find the line at which another mail begins."""
    for number, line in enumerate(lines):
        text = line.strip()
        if _REST.fullmatch(text) and not text.startswith("_"):
            return number
        follows = [each.strip() for each in lines[number + 1 : number + 5] if each.strip()]
        if text.startswith("_") and _REST.fullmatch(text) and follows and _HEADER.fullmatch(follows[0]):
            return number
        if _HEADER.fullmatch(text) and follows and sum(bool(_NEXT_HEADER.match(each)) for each in follows[:3]) >= 2:
            return number
    return len(lines)


def _without_attributions(lines: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Leave out "On Monday Ann wrote:" in one line or two, where a quote or nothing follows."""
    headings: set[int] = set()
    for number, line in enumerate(lines):
        if not line.rstrip().endswith(":"):
            continue
        following = next((each for each in lines[number + 1 : number + 6] if each.strip()), ">")
        for first in (number, number - 1):
            heading = " ".join(each.strip() for each in lines[max(first, 0) : number + 1])
            if _QUOTE.match(following) and _WROTE.fullmatch(heading[:400]):
                headings.update(range(max(first, 0), number + 1))
                break
    if not headings:
        return list(kept)
    return [line for number, line in enumerate(lines) if number not in headings and not _QUOTE.match(line)]


def _bodies(message: Message) -> tuple[str, str]:
    """Give the first plain text and the first HTML of a mail, attachments left out."""
    found: dict[str, str] = {}
    for number, part in enumerate(message.walk()):
        kind = part.get_content_type()
        if number >= MOST_PARTS or kind == "message/rfc822":  # what is attached is another's mail
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if kind in ("text/plain", "text/html") and kind not in found:
            found[kind] = _decoded(part)
    return found.get("text/plain", ""), found.get("text/html", "")


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):  # a character set that nobody knows
        text = content.decode("utf-8", "replace")
    is_flowed = str(part.get_param("format") or "").lower() == "flowed"
    return re.sub(r"(?<!\n--) \r?\n(?![\s>]|--)", " ", text) if is_flowed else text
