"""Reads feeds with feedparser, and maps with an XML parser: file names come in as words, a JSON list goes out."""
import json
import sys
import xml.etree.ElementTree as tree

import feedparser


def feed(path):
    with open(path, "rb") as file:
        read = feedparser.parse(file.read())
    return {
        "path": path,
        "bozo": int(read.bozo),
        "why": str(read.get("bozo_exception", "")),
        "version": read.version,
        "title": read.feed.get("title", ""),
        "entries": [entry_facts(entry) for entry in read.entries],
    }


def entry_facts(entry):
    return {
        "title": entry.get("title", ""),
        "link": entry.get("link", ""),
        "id": entry.get("id", ""),
        "dated": entry.get("published_parsed") is not None,
        "words": len(entry.content[0].value) if entry.get("content") else 0,
    }


def other_xml(path):
    try:
        root = tree.parse(path).getroot()
        return {"path": path, "root": root.tag, "wrong": ""}
    except tree.ParseError as error:
        return {"path": path, "root": "", "wrong": str(error)}


def main():
    what, *paths = sys.argv[1:]
    json.dump([(feed if what == "feeds" else other_xml)(path) for path in paths], sys.stdout)


main()
