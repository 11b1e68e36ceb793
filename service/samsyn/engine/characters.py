"""Sets of characters as ranges of code points, and those that XML Schema has names for (XSD 1.1 part 2, G.4)."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain, groupby, pairwise
from typing import Final

#: ranges of code points, first and last of each, in order and with a gap between any two
Ranges = tuple[tuple[int, int], ...]

LAST: Final = 0x10FFFF
NONE: Final[Ranges] = ()
ALL: Final[Ranges] = ((0, LAST),)

_CATEGORIES: Final = (
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn"
)
#: stretches of one category from end to end (ideographs, Hangul, surrogates, private use and what is not assigned),
#: so that one look tells of them all; between them Unicode is surveyed sign by sign
_STRETCHES: Final[Ranges] = (
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3), (0xD800, 0xDFFF), (0xE000, 0xF8FF), (0x20000, 0x2A6DF)),
    *((0x34000, 0xDFFFF), (0xE0200, 0xEFFFF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD)),
)
#: letters with two cases stand before this code point, and so do all decimal digits
_LETTERS_END: Final = 0x20000
#: decimal digits come ten in a row, so that a look at one code point in eight finds each row (Unicode 15, 4.6)
_STEP: Final = 8

_SPACE: Final[Ranges] = ((0x9, 0xA), (0xD, 0xD), (0x20, 0x20))
#: NameStartChar and NameChar of XML 1.0, fifth edition
_NAME_START: Final[Ranges] = (
    *((0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF)),
    *((0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF)),
    *((0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF)),
)
_NAME_REST: Final[Ranges] = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))

#: the blocks of Unicode that XML Schema lists by name (XSD 1.0 part 2, F.1.1), and what they are called today
_BLOCKS: Final = """
BasicLatin 0-7F  Latin-1Supplement 80-FF  LatinExtended-A 100-17F  LatinExtended-B 180-24F  IPAExtensions 250-2AF
SpacingModifierLetters 2B0-2FF  CombiningDiacriticalMarks 300-36F  Greek 370-3FF  GreekandCoptic 370-3FF
Cyrillic 400-4FF  CyrillicSupplement 500-52F  Armenian 530-58F  Hebrew 590-5FF  Arabic 600-6FF  Syriac 700-74F
Thaana 780-7BF  Devanagari 900-97F  Bengali 980-9FF  Gurmukhi A00-A7F  Gujarati A80-AFF  Oriya B00-B7F  Tamil B80-BFF
Telugu C00-C7F  Kannada C80-CFF  Malayalam D00-D7F  Sinhala D80-DFF  Thai E00-E7F  Lao E80-EFF  Tibetan F00-FFF
Myanmar 1000-109F  Georgian 10A0-10FF  HangulJamo 1100-11FF  Ethiopic 1200-137F  Cherokee 13A0-13FF
UnifiedCanadianAboriginalSyllabics 1400-167F  Ogham 1680-169F  Runic 16A0-16FF  Khmer 1780-17FF  Mongolian 1800-18AF
LatinExtendedAdditional 1E00-1EFF  GreekExtended 1F00-1FFF  GeneralPunctuation 2000-206F
SuperscriptsandSubscripts 2070-209F  CurrencySymbols 20A0-20CF  CombiningMarksforSymbols 20D0-20FF
CombiningDiacriticalMarksforSymbols 20D0-20FF  LetterlikeSymbols 2100-214F  NumberForms 2150-218F  Arrows 2190-21FF
MathematicalOperators 2200-22FF  MiscellaneousTechnical 2300-23FF  ControlPictures 2400-243F
OpticalCharacterRecognition 2440-245F  EnclosedAlphanumerics 2460-24FF  BoxDrawing 2500-257F  BlockElements 2580-259F
GeometricShapes 25A0-25FF  MiscellaneousSymbols 2600-26FF  Dingbats 2700-27BF  BraillePatterns 2800-28FF
CJKRadicalsSupplement 2E80-2EFF  KangxiRadicals 2F00-2FDF  IdeographicDescriptionCharacters 2FF0-2FFF
CJKSymbolsandPunctuation 3000-303F  Hiragana 3040-309F  Katakana 30A0-30FF  Bopomofo 3100-312F
HangulCompatibilityJamo 3130-318F  Kanbun 3190-319F  BopomofoExtended 31A0-31BF  EnclosedCJKLettersandMonths 3200-32FF
CJKCompatibility 3300-33FF  CJKUnifiedIdeographsExtensionA 3400-4DBF  CJKUnifiedIdeographs 4E00-9FFF
YiSyllables A000-A48F  YiRadicals A490-A4CF  HangulSyllables AC00-D7AF  PrivateUse E000-F8FF  PrivateUseArea E000-F8FF
CJKCompatibilityIdeographs F900-FAFF  AlphabeticPresentationForms FB00-FB4F  ArabicPresentationForms-A FB50-FDFF
CombiningHalfMarks FE20-FE2F  CJKCompatibilityForms FE30-FE4F  SmallFormVariants FE50-FE6F
ArabicPresentationForms-B FE70-FEFF  HalfwidthandFullwidthForms FF00-FFEF  Specials FFF0-FFFF  OldItalic 10300-1032F
Gothic 10330-1034F  Deseret 10400-1044F  ByzantineMusicalSymbols 1D000-1D0FF  MusicalSymbols 1D100-1D1FF
MathematicalAlphanumericSymbols 1D400-1D7FF  CJKUnifiedIdeographsExtensionB 20000-2A6DF
CJKCompatibilityIdeographsSupplement 2F800-2FA1F  Tags E0000-E007F
"""


def union(*sets: Ranges) -> Ranges:
    """The characters that are in one set or another."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(chain.from_iterable(sets)):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """The characters that are not in a set."""
    found: list[tuple[int, int]] = []
    start = 0
    for first, last in ranges:
        if first > start:
            found.append((start, first - 1))
        start = last + 1
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)


def without(ranges: Ranges, taken: Ranges) -> Ranges:
    """The characters of a set that are not in another."""
    return complement(union(complement(ranges), taken))


def common(one: Ranges, other: Ranges) -> Ranges:
    """The characters that are in both sets."""
    return without(one, complement(other))


def overlap(*sets: Ranges) -> bool:
    """Whether two of the sets have a character in common."""
    return any(one[1] >= other[0] for one, other in pairwise(sorted(chain.from_iterable(sets))))


def single(sign: str) -> Ranges:
    """The set of one character."""
    return ((ord(sign), ord(sign)),)


@cache
def escaped(letter: str) -> Ranges | None:
    """What a backslash and this letter stand for where it is a class of characters: one of sicdw or SICDW."""
    if letter in "SICDW":
        small = escaped(letter.lower())
        return None if small is None else complement(small)
    if letter == "s":
        return _SPACE
    if letter in "ic":
        return _NAME_START if letter == "i" else union(_NAME_START, _NAME_REST)
    if letter == "d":
        return _digits()
    if letter == "w":
        return complement(union(*(ranges for name, ranges in _by_category().items() if name[0] in "PZC")))
    return None


@cache
def category(name: str) -> Ranges | None:
    """The characters of a general category of Unicode, such as Lu or L; None where there is none of the name."""
    if name not in _CATEGORIES.split():
        return None
    return union(*(ranges for each, ranges in _by_category().items() if each.startswith(name)))


@cache
def block(name: str) -> Ranges | None:
    """The characters of a block of Unicode, such as BasicLatin; None where the name is not listed."""
    words = _BLOCKS.split()
    found = dict(zip(words[::2], words[1::2], strict=True)).get(name)
    if found is None:
        return None
    first, last = (int(end, 16) for end in found.split("-"))
    return ((first, last),)


def any_case(ranges: Ranges) -> Ranges:
    """A set with the case variants of its characters: those that are the same in lower or in upper case (F&O 5.6.2)."""
    variants = _variants()
    return union(ranges, *(variants[code] for first, last in ranges for code in _among(variants, first, last)))


def _among(variants: Mapping[int, Ranges], first: int, last: int) -> Iterable[int]:
    if last - first < len(variants):
        return (code for code in range(first, last + 1) if code in variants)
    return (code for code in variants if first <= code <= last)


def _digits() -> Ranges:
    """The category Nd, found without a survey of Unicode: it is the one that patterns ask for most."""
    near = (code for code in range(0, _LETTERS_END, _STEP) if chr(code).isdecimal())
    rows = {code for one in near for code in range(one - 9, one + 10)}
    return union(tuple((code, code) for code in rows if code >= 0 and chr(code).isdecimal()))


@cache
def _by_category() -> Mapping[str, Ranges]:
    """Every code point, by its general category."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for first, last in _STRETCHES:
        found[unicodedata.category(chr(first))].append((first, last))
    for first, last in complement(_STRETCHES):
        start = first
        for name, run in groupby(map(unicodedata.category, map(chr, range(first, last + 1)))):
            length = sum(1 for _ in run)
            found[name].append((start, start + length - 1))
            start += length
    return {name: union(tuple(ranges)) for name, ranges in found.items()}


@cache
def _variants() -> Mapping[int, Ranges]:
    """The case variants of each character that has any."""
    cased = {sign for sign in map(chr, range(_LETTERS_END)) if sign.lower() != sign or sign.upper() != sign}
    cased |= {other for sign in cased for other in (sign.lower(), sign.upper()) if len(other) == 1}
    alike: defaultdict[tuple[bool, str], list[int]] = defaultdict(list)
    for sign in cased:
        alike[False, sign.lower()].append(ord(sign))
        alike[True, sign.upper()].append(ord(sign))
    return {
        ord(sign): union(tuple((code, code) for code in (*alike[False, sign.lower()], *alike[True, sign.upper()])))
        for sign in cased
    }
