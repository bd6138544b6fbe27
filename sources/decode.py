"""Bytes → characters: tells which encoding a page is in, and refuses what is not text."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from charset_normalizer import from_bytes

from sources.errors import UnreadablePage

# Longest mark first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The encodings of the WHATWG Encoding standard, by Python's names. A page may declare anything ("zip", "punycode");
# only these are taken at their word.
_WEB_ENCODINGS = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866", "cp874"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_3", "iso8859_4", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8"),
    *("iso8859_10", "iso8859_13", "iso8859_14", "iso8859_15", "iso8859_16", "mac_roman", "mac_cyrillic"),
    *("gb18030", "big5", "euc_jp", "cp932", "cp949"),
)
# What is declared → what browsers read it as: the narrower names are used for the wider encodings all over the web.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# The encodings worth guessing at; the rarer ones win too many ties.
_GUESSED = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "iso8859_2", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("cp866", "cp874", "gb18030", "big5", "euc_jp", "cp932", "cp949"),
)
_DECLARATION = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,512}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""", re.IGNORECASE
)
_DECLARED_WITHIN = 4096  # bytes; the HTML standard asks for the first 1024
_SAMPLE = 16_384  # bytes of non-ASCII text to guess an encoding from
_CONTROLS = bytes([*range(0x09), *range(0x0E, 0x20), 0x7F])
_GARBAGE_SHARE = 0.05  # random bytes have 0.11 and more, text with a lost quotation mark here and there under 0.02
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def decode(body: bytes, where: str) -> str:
    """Return a page's text, without a byte order mark.

    In turn: a byte order mark; UTF-8 where the bytes are valid, or nearly so, whatever the page declares; the encoding
    that an HTML page declares in its first 4 KB, where the bytes fit it; the encoding that charset-normalizer finds
    least chaotic, Windows-1252 winning ties, as the HTML standard falls back on it.

    Raises UnreadablePage, naming `where`, if the result is not text: more than one character in twenty is a control
    or a replacement character.
    """
    encoding, text = _decoded(body)
    _refuse_garbage(text, body if encoding == "utf-8" else _plain(text), f"{where}, read as {encoding},")
    return text


def refuse_garbage(text: str, where: str) -> None:
    """Raise UnreadablePage if more than one character in twenty is a control or a replacement character."""
    _refuse_garbage(text, _plain(text), where)


def _plain(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _refuse_garbage(text: str, plain: bytes, where: str) -> None:
    """`plain` is the text in an encoding that has the controls of ASCII."""
    garbage = len(plain) - len(plain.translate(None, _CONTROLS)) + text.count("\ufffd")
    if garbage > _GARBAGE_SHARE * len(text):
        raise UnreadablePage(
            f"{where} is not text: {garbage} of its {len(text)} characters are control or replacement characters. "
            "It may be a binary file, or text in an encoding that it does not declare: save it as UTF-8."
        )


def _decoded(body: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return encoding, body.decode(encoding, "replace")
    for encoding in _candidates(body):
        try:
            return encoding, body.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8" and _is_nearly_utf8(body):
                break
    else:
        encoding = "cp1252"
    return encoding, body.decode(encoding, "replace")


def _candidates(body: bytes) -> Iterator[str]:
    yield "utf-8"
    for find in (_declared, _guessed):
        if encoding := find(body):
            yield encoding


def _is_nearly_utf8(body: bytes) -> bool:
    """Tell whether at most one sequence of bytes in ten is broken; other encodings make next to no whole one."""
    decoded = body.decode("utf-8", "replace")
    return 11 * decoded.count("\ufffd") <= len(_NOT_ASCII.findall(decoded))


def _declared(body: bytes) -> str | None:
    found = _DECLARATION.search(body[:_DECLARED_WITHIN])
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
    except LookupError:
        return None
    name = _READ_AS.get(name, name).replace("-", "_")
    return name if name in _WEB_ENCODINGS else None


def _guessed(body: bytes) -> str | None:
    matches = from_bytes(_sample(body), cp_isolation=list(_GUESSED))
    best = matches.best()
    if best is None:
        return None
    western = any(match.chaos <= best.chaos and "cp1252" in match.could_be_from_charset for match in matches)
    return "cp1252" if western else best.encoding


def _sample(body: bytes) -> bytes:
    """Return the runs of text that tell encodings apart: between two tags or line ends, with a byte beyond ASCII."""
    sample = bytearray()
    for run in re.split(rb"[<>\n]", body):
        if not run.isascii():
            sample += run + b"\n"
            if len(sample) >= _SAMPLE:
                break
    return bytes(sample)
