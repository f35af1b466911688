#!/usr/bin/env python3
"""The demo paper goes into Debian's WordPress, under one theme of Debian's after another; its pages are saved as a reader's browser has them, one of them is
taught, and the folder is imported: how many headlines, authors, dates and texts of the others are right.

Uses what bench/round_trip.py installs and fills (and wordpress-theme-twentytwentytwo, wordpress-theme-twentytwentythree). The front and its pages, the sections,
artists, writers and the pages that are no stories lie in the folder, too. Ends with 1 below the limits.

    bench/taught_site.py                 with target/debug/inkie, or INKIE=…
    bench/taught_site.py --keep FOLDER   leaves pages, mappings and papers there
"""

import argparse
import collections
import contextlib
import http.client
import json
import pathlib
import re
import sys
import tempfile
import urllib.parse

import round_trip as trip

THEMES = ["twentytwentyone", "twentytwentytwo", "twentytwentythree"]
LIMITS = {"headline": .99, "authors": .95, "date": .99, "text": .99}


def saved(port, path):
    """A page as it is served, following what leads on."""
    for _ in range(3):
        talk = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        talk.request("GET", path)
        answer = talk.getresponse()
        body, to = answer.read(), answer.getheader("location")
        talk.close()
        if answer.status == 200:
            return body
        if not to:
            return None
        path = urllib.parse.urlsplit(to).path
    return None


def furniture(told, wanted):
    """Addresses of a site's pages that are no stories."""
    yield from ("/", "/page/2/", "/page/3/")
    yield from (f"/category/{slug}/" for slug in told["categories"])
    yield from (f"/author/{login}/" for login in told["users"])
    tags = sorted({re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for story in wanted.values() for name in story.get("artists", [])})
    yield from (f"/tag/{tag}/" for tag in tags[:20])
    yield from (urllib.parse.urlsplit(post["address"]).path for post in told["posts"] if post["key"].startswith("page "))


def save_all(folder, address, told, wanted):
    """Saves the site. Gives the addresses of its stories by their keys."""
    port, stories = urllib.parse.urlsplit(address).port, {}
    folder.mkdir()
    for post in told["posts"]:
        story = wanted[post["key"]]
        if post["key"].startswith("story ") and story["state"] == "live":
            page = saved(port, urllib.parse.urlsplit(post["address"]).path)
            if page is None:
                sys.exit(f"{post['address']} is not served")
            (folder / f"{story['slug']}.html").write_bytes(page)
            stories[post["key"]] = post["address"]
    around = 0
    for path in furniture(told, wanted):
        page = saved(port, path)
        if page is not None:
            (folder / f"around{path.replace('/', '-').rstrip('-')}-.html").write_bytes(page)
            around += 1
    return stories, around


WORD = re.compile(r"\w+")


def words(forms):
    """The words that a reader of these forms reads."""
    said = []

    def add(form):
        if isinstance(form, str):
            said.append(form)
        elif isinstance(form, tuple) and form and form[0] == "picture":
            said.append(form[3])
        elif isinstance(form, tuple) and form and form[0] in ("clip", "audio"):
            said.append(form[-1])
        elif isinstance(form, tuple) and len(form) == 2 and isinstance(form[0], str) and isinstance(form[1], tuple) and all(isinstance(mark, str) for mark in form[1]):
            # Running text and its marks.
            said.append(form[0])
        elif isinstance(form, tuple):
            for part in form:
                add(part)

    for form in forms:
        for part in [form] if form[0] in ("picture", "clip", "audio") else form[1:]:
            add(part)
    return collections.Counter(WORD.findall(" ".join(said).lower()))


def f1(wanted, got):
    both = sum((wanted & got).values())
    return 2 * both / (wanted.total() + got.total()) if wanted and got else float(wanted == got)


def taught(story, zone_date):
    """The mapping that an editor makes who shows one page."""
    first = next(form for form in story["text"] if form[0] == "paragraph")
    opening = " ".join("".join(text for text, _ in first[1]).split()[:8])
    lines = ["house_bylines = [\"admin\"]", "", "[[taught]]", f"page = {json.dumps(story['slug'] + '.html')}", f"headline = {json.dumps(story['headline'], ensure_ascii=False)}",
             f"date = {json.dumps(zone_date[0])}", f"day = {json.dumps(zone_date[1])}", f"opening = {json.dumps(opening, ensure_ascii=False)}",
             "bylines = { " + ", ".join(f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(name, ensure_ascii=False)}" for name in story["bylines"]) + " }"]
    return "\n".join(lines) + "\n"


def shown_date(page):
    """The date as the page shows it, and the day."""
    found = re.search(rb'<time[^>]*datetime="(\d{4}-\d\d-\d\d)[^"]*"[^>]*>(.*?)</time>', page, re.S)
    return re.sub(r"<[^>]*>", "", found[2].decode()).strip(), found[1].decode()


def bring_in(folder, told_of, wanted, stories):
    """Imports the saved pages of one site, one of them taught. Gives its slug and what came, by the addresses of the pages."""
    data, mapping, pages = folder / "paper", folder / "map.toml", folder / "pages"
    one = next(wanted[key] for key in stories if len(wanted[key]["bylines"]) == 1 and any(form[0] == "paragraph" for form in wanted[key]["text"]))
    mapping.write_text(taught(one, shown_date((pages / f"{one['slug']}.html").read_bytes())))
    trip.inkie(data, "new", "--name", told_of["name"], "--zone", told_of["zone"], "--publisher", "P", "--postal-address", "A 1", "--email", "a@paper.example", "--url", "http://127.0.0.1:1")
    (folder / "said.txt").write_text(trip.inkie(data, "import", pages, "--mapping", mapping))
    export = folder / "paper-export"
    trip.inkie(data, "export", export)
    came = {story["id"]: story for story in trip.facts(export)}
    return one["slug"], {row["foreign_id"]: came[row["story"]] for row in trip.table(export, "moved") if row["story"]}


def compare(wanted, stories, came, taught_on):
    """What share of the pages that were not taught came right, and what did not."""
    sums, pages, wrong = collections.Counter(), 0, []
    for key, address in stories.items():
        story = wanted[key]
        if story["slug"] == taught_on:
            continue
        pages += 1
        got = came.get(address)
        if got is None:
            wrong.append((story["slug"], "is not there", story["headline"], ""))
            continue
        for field, here in (("headline", "headline"), ("authors", "bylines"), ("date", "date")):
            sums[field] += story[here] == got[here]
            if story[here] != got[here]:
                wrong.append((story["slug"], field, story[here], got[here]))
        ours, theirs = words(story["text"]), words(got["text"])
        right = f1(ours, theirs)
        sums["text"] += right
        if right < LIMITS["text"]:
            wrong.append((story["slug"], f"text {right:.3f}", f"lost {dict((ours - theirs).most_common(12))}", f"more {dict((theirs - ours).most_common(12))}"))
    return {field: sums[field] / pages for field in LIMITS}, pages, wrong


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--keep", type=pathlib.Path, help="a folder for what was made")
    given = asked.parse_args()
    trip.install(trip.PACKAGES + [f"wordpress-theme-{theme}" for theme in THEMES])
    lines, below = [f"| theme | pages | {' | '.join(LIMITS)} | other pages | taken as stories |", "|---|---|" + "---|" * (len(LIMITS) + 2)], False
    with contextlib.ExitStack() as stack:
        folder = given.keep.resolve() if given.keep else pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="inkie-taught-site-")))
        folder.mkdir(parents=True, exist_ok=True)
        export = trip.demo(folder)
        told_of, paper = trip.table(export, "paper")[0], trip.Paper(export)
        posts, wanted = trip.of_wordpress(paper, trip.facts(export), told_of["zone"])
        with trip.wordpress(folder) as (tree, address, around):
            told = trip.fill(folder, tree, around, paper, posts, told_of)
            saved_sites = {}
            for theme in THEMES:
                trip.php(tree, around, "theme.php", theme)
                (folder / theme).mkdir()
                saved_sites[theme] = save_all(folder / theme / "pages", address, told, wanted)
        for theme, (stories, others) in saved_sites.items():
            taught_on, came = bring_in(folder / theme, told_of, wanted, stories)
            shares, pages, wrong = compare(wanted, stories, came, taught_on)
            more = len(set(came) - set(stories.values()))
            lines.append(f"| {theme} | {pages} | {' | '.join(f'{shares[field]:.3f}' for field in LIMITS)} | {others} | {more} |")
            below = below or any(shares[field] < LIMITS[field] for field in LIMITS)
            for slug, field, was, now in wrong:
                print(f"{theme}: {slug}: {field}:\n  was  {was}\n  is   {now}")
            for left in sorted(set(came) - set(stories.values())):
                print(f"{theme}: {left} is no story")
    print("\n".join(lines))
    sys.exit(1 if below else 0)


if __name__ == "__main__":
    main()
