# SPDX-License-Identifier: Apache-2.0
"""Expressions of GitHub's workflow files, as far as examples/gitops has them."""

import re

TOKEN = re.compile(r"\s*(?:(==|!=|&&|\|\||!|\(|\)|,)|'((?:[^']|'')*)'|([A-Za-z_][A-Za-z0-9_.-]*)|(\d+))")


class Expression:
    """contexts: {"matrix": {...}, "env": {...}}; functions: {"always": callable}."""

    def __init__(self, text, contexts, functions):
        self.contexts, self.functions = contexts, functions
        self.tokens, at = [], 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found:
                raise ValueError(f"no expression that this test knows: {text!r} at {text[at:]!r}")
            self.tokens.append(found.groups())
            at = found.end()

    def evaluate(self):
        value = self.any_of()
        if self.tokens:
            raise ValueError(f"left over: {self.tokens}")
        return value

    def take(self, operator):
        if self.tokens and self.tokens[0][0] == operator:
            self.tokens.pop(0)
            return True
        return False

    def any_of(self):
        value = self.all_of()
        while self.take("||"):
            other = self.all_of()
            value = value or other
        return value

    def all_of(self):
        value = self.compared()
        while self.take("&&"):
            other = self.compared()
            value = value and other
        return value

    def compared(self):
        value = self.single()
        for operator, same in (("==", True), ("!=", False)):
            if self.take(operator):
                return (loose(value) == loose(self.single())) is same
        return value

    def single(self):
        if self.take("!"):
            return not self.single()
        if self.take("("):
            value = self.any_of()
            assert self.take(")")
            return value
        _, text, name, number = self.tokens.pop(0)
        if text is not None:
            return text.replace("''", "'")
        if number is not None:
            return int(number)
        if self.take("("):
            assert self.take(")")
            return self.functions[name]()
        return self.look_up(name)

    def look_up(self, name):
        if name in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[name]
        first, *rest = name.split(".")
        value = self.contexts[first]
        for part in rest:
            value = value.get(part) if isinstance(value, dict) else None
        return value


def loose(value):
    return "" if value is None else value


def as_text(value):
    return {None: "", True: "true", False: "false"}.get(value, value if isinstance(value, str) else str(value))


def fill_in(text, contexts, functions):
    """Text with ${{ ... }} in it."""
    return re.sub(r"\$\{\{(.*?)\}\}", lambda found: as_text(Expression(found.group(1), contexts, functions).evaluate()),
                  str(text))


def is_true(text, contexts, functions):
    """An "if:", with or without ${{ }} around it."""
    text = re.sub(r"^\$\{\{(.*)\}\}$", r"\1", str(text).strip())
    return bool(Expression(text, contexts, functions).evaluate())
