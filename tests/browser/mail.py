"""Mails, read by Python's own parser under its strict policy; HTML, read as a list of what stands where.

usage: mail.py mails FILE…    what is wrong with each mail, its headers, its parts
       mail.py shape FILE…    the elements and words of each HTML document's body, in order
"""
import email
import email.policy
import json
import re
import sys
from html.parser import HTMLParser

# One line for reading, and what no line may pass (RFC 5322 §2.1.1).
AIM, MOST = 78, 998
ONCE = ["From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "Content-Type"]


def lines(raw):
    """What is wrong with the bytes: they go over the wire as they are."""
    if b"\0" in raw:
        yield "a NUL"
    if re.search(rb"\r(?!\n)|(?<!\r)\n", raw):
        yield "a bare CR or LF"
    if not raw.isascii():
        yield "a byte beyond ASCII"
    for number, line in enumerate(raw.split(b"\r\n"), 1):
        if len(line) > MOST:
            yield f"line {number} has {len(line)} bytes"
        elif len(line) > AIM and not re.match(rb"[ \t]?<?https?://|[A-Za-z-]+: <?\S+$|[ \t]\S+$", line):
            yield f"line {number} has {len(line)} bytes and could be folded: {line[:60]!r}"


def headers(message):
    names = [name.lower() for name in message.keys()]
    for name in ONCE:
        if names.count(name.lower()) != 1:
            yield f"{name} is there {names.count(name.lower())} times"
    for name in sorted(set(names)):
        if names.count(name) > 1:
            yield f"{name} is there more than once"
    for name, value in message.items():
        for defect in getattr(value, "defects", ()):
            yield f"{name}: {defect!r}"


def read(path):
    raw = open(path, "rb").read()
    wrong = list(lines(raw))
    message, parts = None, []
    try:
        message = email.message_from_bytes(raw, policy=email.policy.strict)
        wrong += headers(message)
        for part in message.walk():
            wrong += [f"{part.get_content_type()}: {defect!r}" for defect in part.defects]
            if not part.is_multipart():
                content = part.get_content()
                encoded = part.get_payload().encode()
                parts.append({"type": part.get_content_type(), "charset": part.get_content_charset(), "text": content, "encoded": len(encoded)})
    except Exception as error:  # the strict policy raises what it finds
        wrong.append(repr(error))
    named = [[name, str(value)] for name, value in message.items()] if message else []
    kind = message.get_content_type() if message else None
    return {"wrong": wrong, "headers": named, "type": kind, "parts": parts, "bytes": len(raw)}


class Shape(HTMLParser):
    """The body's elements and words. Comments are left out: only Outlook for Windows reads those of MJML."""

    KEPT = {"a": ["href"], "img": ["src", "width", "height", "alt"], "td": ["width", "align", "valign"], "table": ["role", "width"], "div": [], "tr": []}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.within = [], False

    def handle_starttag(self, tag, attributes):
        if tag == "body":
            self.within = True
        elif self.within and tag != "tbody":
            given = dict(attributes)
            kept = [f"{name}={given[name]}" for name in self.KEPT.get(tag, []) if given.get(name)]
            self.found.append(" ".join([f"<{tag}", *kept]))

    def handle_endtag(self, tag):
        if tag == "body":
            self.within = False
        elif self.within and tag not in ("tbody", "img", "br", "meta"):
            self.found.append(f"</{tag}")

    def handle_data(self, data):
        words = " ".join(data.split())
        if self.within and words:
            self.found.append(words)


def shape(path):
    parser = Shape()
    parser.feed(open(path, encoding="utf-8").read())
    return parser.found


what, *names = sys.argv[1:]
json.dump([{"mails": read, "shape": shape}[what](name) for name in names], sys.stdout)
