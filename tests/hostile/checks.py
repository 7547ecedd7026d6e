# SPDX-License-Identifier: Apache-2.0
"""What each output must be, whatever texts are in it."""

import html.parser
import re
import unicodedata

# C0 but LF, DEL, C1, what changes direction, what is not seen (report/escape.h).
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")
COMMAND = re.compile(r"^\s*::[A-Za-z]|##[A-Za-z]*\[", re.M)
VOID = {"br", "meta", "input", "hr"}


class Wrong(AssertionError):
    pass


def check_text(text, what):
    """Harmless for a terminal, and in a log of CI."""
    for pattern, name in ((STEERING, "a character that steers"), (COMMAND, "a command of a CI runner")):
        found = pattern.search(text)
        if found:
            raise Wrong(f"{what}: {name}: {text[max(0, found.start() - 40):found.end() + 40]!r}")


class Page(html.parser.HTMLParser):
    """Elements and attributes of a page, and its text outside of some elements."""

    def __init__(self, inside):
        super().__init__(convert_charrefs=True)
        self.inside, self.stack, self.counts, self.attributes, self.comments, self.loose = inside, [], {}, [], [], []

    def handle_starttag(self, tag, attrs):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_comment(self, data):
        self.comments.append(data)

    def handle_data(self, data):
        if not self.inside & set(self.stack):
            self.loose.append(data)


# What sites make something of, outside of code.
LIVELY = re.compile(r"@\w|(?<!\d)#\d|https?:|www\.|:\w+:|\b[0-9a-f]{7,40}\b|evil|owned")
MARKDOWN_TAGS = {"h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code", "pre", "details", "summary", "a", "strong",
                 "blockquote"}


def check_markdown(rendered, what, details):
    """The page as CommonMark has it: our elements alone, and all that is foreign in code."""
    page = Page({"code", "pre"})
    page.feed(rendered)
    strange = set(page.counts) - MARKDOWN_TAGS
    if strange:
        raise Wrong(f"{what}: elements that we do not write: {strange}")
    if page.counts.get("details", 0) != details or page.counts.get("summary", 0) != details:
        raise Wrong(f"{what}: {page.counts.get('details')} details, not {details}")
    for tag, name, value in page.attributes:
        fine = (tag, name) in {("th", "align"), ("td", "align"), ("th", "style"), ("td", "style")} or \
            ((tag, name) == ("code", "class") and value in ("language-diff", "language-sh")) or \
            ((tag, name) == ("a", "href") and re.fullmatch(r"[A-Za-z0-9._~/%-]+(#L\d+)?", value))
        if not fine:
            raise Wrong(f"{what}: an attribute that we do not write: {tag} {name}={value!r}")
    if len(page.comments) != 1:
        raise Wrong(f"{what}: {len(page.comments)} comments: {page.comments[:3]}")
    text = "".join(page.loose)
    found = LIVELY.search(text)
    if found:
        raise Wrong(f"{what}: outside of code: {text[max(0, found.start() - 40):found.end() + 40]!r}")


HTML_ATTRIBUTES = {"aria-labelledby", "aria-label", "aria-live", "autocomplete", "charset", "class", "content", "data-action", "data-class", "data-kind",
                   "for", "hidden", "href", "http-equiv", "id", "lang", "name", "placeholder", "role", "scope", "spellcheck", "tabindex", "type"}


def check_html(text, what, items):
    page = Page({"script", "style"})
    page.feed(text)
    strange = {(tag, name) for tag, name, _ in page.attributes if name not in HTML_ATTRIBUTES}
    if strange:
        raise Wrong(f"{what}: attributes that we do not write: {strange}")
    for tag in ("script", "style", "title", "main"):
        if page.counts.get(tag) != 1:
            raise Wrong(f"{what}: {page.counts.get(tag)} elements {tag}")
    for tag in ("img", "svg", "iframe", "object", "embed", "link", "base"):
        if tag in page.counts:
            raise Wrong(f"{what}: an element {tag}")
    if page.counts.get("noscript") != items or page.counts.get("details") != items:
        raise Wrong(f"{what}: {page.counts.get('details')} items, not {items}")
    for tag, name, value in page.attributes:
        if name == "href" and not re.fullmatch(r"#changes|[A-Za-z0-9._~/%-]+(#L\d+)?", value):
            raise Wrong(f"{what}: a link to {value!r}")
    check_text("".join(page.loose), what)
    if len(page.comments) != 0:
        raise Wrong(f"{what}: comments: {page.comments[:3]}")


def columns(text):
    """As terminals count them."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
