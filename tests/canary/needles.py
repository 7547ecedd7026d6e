# SPDX-License-Identifier: Apache-2.0
"""The forms in which a secret could slip out: raw, encoded, escaped, digested."""

import base64
import hashlib
import html
import json
import urllib.parse

MARK = "cA7nArY"


def shifted_base64(text, alphabet):
    """What is the same in base64 wherever the text stands: at each of the three offsets, without the ends."""
    for before in range(3):
        encoded = alphabet(b"\0" * before + text)
        yield encoded[4 if before else 0:len(encoded) - len(encoded) % 4 - 4].decode()


def forms(core, value):
    """Names and bytes of all forms; core has letters and digits alone, and stands in value."""
    raw = core.encode()
    yield "raw", raw
    yield "lower case", raw.lower()
    yield "upper case", raw.upper()
    for name, alphabet in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for offset, text in enumerate(shifted_base64(raw, alphabet)):
            yield f"{name} at {offset}", text.encode()
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "percent", "".join(f"%{byte:02x}" for byte in raw).encode()
    yield "PERCENT", "".join(f"%{byte:02X}" for byte in raw).encode()
    yield "JSON escapes", "".join(f"\\u{byte:04x}" for byte in raw).encode()
    yield "JSON ESCAPES", "".join(f"\\u{byte:04X}" for byte in raw).encode()
    yield "C escapes", "".join(f"\\x{byte:02x}" for byte in raw).encode()
    yield "HTML entities", "".join(f"&#{byte};" for byte in raw).encode()
    yield "HTML hex entities", "".join(f"&#x{byte:x};" for byte in raw).encode()
    yield "UTF-16", core.encode("utf-16-le")
    for digest in ("md5", "sha1", "sha256", "sha512"):
        sum_ = hashlib.new(digest, value.encode()).digest()
        yield digest, sum_.hex().encode()
        yield f"{digest} in base64", base64.b64encode(sum_)


def spellings(value):
    """The ways in which somebody may write all of it down, as texts."""
    raw = value.encode()
    yield from (value, raw.lower().decode(), raw.upper().decode(), json.dumps(value)[1:-1], html.escape(value),
                urllib.parse.quote_plus(value), urllib.parse.quote(value, safe=""))
    for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
        yield from (alphabet(b"-" * before + raw).decode() for before in range(3))
    yield from (raw.hex(), raw.hex().upper())
    for form in ("%{:02x}", "%{:02X}", "\\x{:02x}"):
        yield "".join(map(form.format, raw))
    for form in ("\\u{:04x}", "\\u{:04X}", "&#{};", "&#x{:x};"):
        yield "".join(form.format(ord(letter)) for letter in value)


class Canary:
    """A secret's value, which is hard to print without escaping it, and its forms."""

    def __init__(self, name, number):
        self.name = name
        self.core = f"{MARK}{hashlib.sha256(name.encode()).hexdigest()[:20]}{number}{MARK}"
        self.value = f"k+/&=% \"\\é{self.core}'<>é"
        self.forms = dict(forms(self.core, self.value))


class Searcher:
    def __init__(self, canaries):
        self.canaries = canaries

    def find(self, text):
        """What of whom is in the bytes: [(name, form)]."""
        return [(canary.name, form) for canary in self.canaries for form, needle in canary.forms.items()
                if needle in text]
