"""Names that people and scripts do type, and what is left of each."""

import unicodedata

HOSTILE = {
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
    "'; DROP TABLE rooms;--": "'; DROP TABLE rooms;--",
    "{{7*7}}${7*7}": "{{7*7}}${7*7}",
    "Ada\u202egnp.exe": "Adagnp.exe",
    "\u2066Ada\u2069": "Ada",
    "A\u200bd\u200ca\u200d": "Ada",
    "\ufeffAda": "Ada",
    "Ada\x00\x07\x1b[31m": "Ada[31m",
    "Ada\ud800": "Ada",
    "Ada\r\nSet-Cookie: x=1": "Ada Set-Cookie: x=1",
    "  Ada \t Lovelace\u2003": "Ada Lovelace",
    "Ada\u2028Lovelace": "Ada Lovelace",
    "Ada\u00adLove\u2060lace": "AdaLovelace",
    "Ada\u3164\uffa0\u2800": "Ada",
    "\U000e0041\U000e0042Ada": "Ada",
    "e\u0301mile": "\u00e9mile",
    "Ada \u2764\ufe0f": "Ada \u2764\ufe0f",
    "\u05e2\u05d3\u05d4": "\u05e2\u05d3\u05d4",
    "\u674e\u96f7": "\u674e\u96f7",
    "../../etc/passwd": "../../etc/passwd",
    unicodedata.lookup("ANGSTROM SIGN"): "\u00c5",
}

EMPTY = [
    "",
    " ",
    "\n",
    "\u200b\u200c\u200d\ufeff",
    "\u202e",
    "\u3164",
    "\u2800",
    "\u0301",
    "\ufe0f",
    "\x00",
    "\ud83d",
    "\U000e0041",
    "\ue000",
]
