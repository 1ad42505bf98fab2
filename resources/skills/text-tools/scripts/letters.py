"""Letters and words: counted, changed in case, compared. Pure."""

import re
import unicodedata
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_JOINER = "\u200d"
_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "Ae",
                        "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "’": "", "'": ""})  # fmt: skip
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "&": " und "})
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "if",
        "in",
        "nor",
        "of",
        "on",
        "or",
        "the",
        "to",
        "up",
        "via",
        "vs",
    ]
)


def words(text: str) -> list[str]:
    """Runs of letters and digits; of scripts without spaces (Chinese, Japanese) each letter."""
    return _WORD.findall(_HAN.sub(lambda letter: f" {letter[0]} ", text))


def characters(text: str) -> int:
    """As a reader counts: accents, variation selectors and what a joiner joins belong to the letter before."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    total, joined, flag = 0, False, False
    for letter in text.replace("\r\n", "\n"):
        second = flag and _is_flag(letter)  # two regional indicators are one flag
        mark = unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me") or _is_skin(letter)
        if not (joined or mark or second or letter == _JOINER):
            total += 1
        joined, flag = letter == _JOINER, _is_flag(letter) and not second
    return total


def _is_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"


def _is_skin(letter: str) -> bool:
    return "\U0001f3fb" <= letter <= "\U0001f3ff"


def ascii_only(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return plain.encode("ascii", "ignore").decode()


def slug(text: str, language: str, longest: int) -> str:
    if language == "de":
        text = unicodedata.normalize("NFC", text).translate(_GERMAN)
    whole = re.sub(r"[^a-z0-9]+", "-", ascii_only(text).lower()).strip("-")
    if len(whole) <= longest:
        return whole
    cut = whole[:longest]
    return (cut if whole[longest] == "-" else cut.rpartition("-")[0] or cut).strip("-")


def recased(text: str, to: str) -> str:
    match to:
        case "upper":
            return text.upper()
        case "lower":
            return text.lower()
        case "title":
            return _title(text)
        case "sentence":
            return re.sub(r"(^\W*|[.!?]\s+)(\w)", lambda found: found[1] + found[2].upper(), text.lower())
    parts = name_parts(text)
    if to in ("camel", "pascal"):
        whole = "".join(part.capitalize() for part in parts)
        return whole if to == "pascal" else whole[:1].lower() + whole[1:]
    joined = ("-" if to == "kebab" else "_").join(parts)
    return joined.upper() if to == "constant" else joined


def name_parts(text: str) -> list[str]:
    """The words of a name, in small letters: `HTTPServer2` has `http`, `server` and `2`."""
    parts = []
    for run in _RUN.findall(text.replace("'", "").replace("’", "")):
        begin = 0
        for at in range(1, len(run)):
            before, letter, after = run[at - 1], run[at], run[at + 1 : at + 2]
            if letter.isupper() and (before.islower() or (before.isupper() and after.islower())):
                parts.append(run[begin:at].lower())
                begin = at
        parts.append(run[begin:].lower())
    return parts


def _title(text: str) -> str:
    """Short words stay small except at the ends; words with capitals inside (NASA, iPhone) stay as they are."""
    found = list(_WORD.finditer(text))
    told, at = [], 0
    for number, word in enumerate(found):
        told += [text[at : word.start()], _titled(word[0], 0 < number < len(found) - 1)]
        at = word.end()
    return "".join(told) + text[at:]


def _titled(word: str, inside: bool) -> str:
    if word[1:] != word[1:].lower():
        return word
    return word.lower() if inside and word.lower() in _SMALL else word[:1].upper() + word[1:]


def like(old: str, new: str) -> str:
    """`new` in the case of `old`: all capitals, a capital first, or as it is."""
    if sum(letter.isalpha() for letter in old) > 1 and old.isupper():
        return new.upper()
    if old[:1].isupper():
        return new[:1].upper() + new[1:]
    return new


def rank(line: str, order: str, ignore_case: bool) -> Any:
    """What a line is ordered by. Accented letters stand beside their plain ones."""
    if order == "length":
        return characters(line)
    text = line.casefold() if ignore_case else line
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    if order == "natural":
        parts = re.split(r"([0-9]+)", plain)
        return [int(part[:100]) if number % 2 else part for number, part in enumerate(parts)], text
    return plain, text
