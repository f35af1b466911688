#!/usr/bin/env python3
"""The demo paper goes into Debian's WordPress and comes back: what of it is the same, field by field, and why the rest is not.

Installs what it needs (wordpress, mariadb-server, php-cli, php-mysql, php-gd, php-xml, php-mbstring, php-getid3) where it is not there yet, and runs all of it
on loopback in a folder of its own. WordPress is filled by its own functions, exports by its own export, and serves the pictures that
`inkie import --fetch` asks it for. Then old addresses are asked for over HTTP. Ends with 1 when anything differs that is not explained.

    bench/round_trip.py                 with target/debug/inkie, or INKIE=…
    bench/round_trip.py --keep FOLDER   leaves export, papers and what was compared there
"""

import argparse
import collections
import contextlib
import html
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ROOT / "bench/round-trip"
PROGRAM = os.environ.get("INKIE") or pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/inkie"
PACKAGES = ["wordpress", "mariadb-server", "php-cli", "php-mysql", "php-gd", "php-xml", "php-mbstring", "php-getid3", "wordpress-theme-twentytwentyone"]
WORDPRESS = pathlib.Path("/usr/share/wordpress")


def install(packages=PACKAGES):
    there = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Status}\n", *packages], capture_output=True, text=True).stdout.split()
    if there.count("installed") == len(packages):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run([*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *words], check=True, stdout=subprocess.DEVNULL)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def running(*words, **more):
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, **more)
    try:
        yield process
    finally:
        # With what it started itself: PHP has workers that outlive it.
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def until(ready, what, seconds=60):
    for _ in range(seconds * 5):
        if ready():
            return
        time.sleep(0.2)
    sys.exit(f"{what} did not come up")


def answers(port):
    with socket.socket() as talk:
        return talk.connect_ex(("127.0.0.1", port)) == 0


def shows(port):
    """Whether a paper is filled and shows its front."""
    try:
        return answers(port) and ask(port, "/")[0] == 200
    except OSError:
        return False


def inkie(data, *words):
    return subprocess.run([PROGRAM, "--data", data, *map(str, words)], check=True, capture_output=True, text=True).stdout


def table(folder, name):
    return [json.loads(line) for line in (folder / "tables" / f"{name}.jsonl").read_text().splitlines()]


# What a text is in WordPress, and what it must be when it comes back. Each block gives HTML and a list of forms.

MARKS = {"em": "em", "strong": "strong", "strike": "s", "sub": "sub", "sup": "sup", "work": "em"}


def runs(content):
    """Running text as (text, marks), neighbours of the same marks as one. A work is set in italics, as it is read."""
    all_runs = []
    for piece in content or []:
        if piece["type"] == "hard_break":
            text, marks = "\n", ()
        else:
            text = piece["text"]
            marks = tuple(sorted({("link:" + mark["attrs"]["href"]) if mark["type"] == "link" else "em" if mark["type"] == "work" else mark["type"]
                                  for mark in piece.get("marks", []) if mark["type"] != "artist"}))
        if all_runs and all_runs[-1][1] == marks:
            all_runs[-1] = (all_runs[-1][0] + text, marks)
        else:
            all_runs.append((text, marks))
    return tuple(all_runs)


def works(node):
    """How many works a text names."""
    own = any(mark["type"] == "work" for mark in node.get("marks", []))
    return own + sum(works(piece) for piece in node.get("content", []))


def inline(content):
    said = []
    for piece in content or []:
        if piece["type"] == "hard_break":
            said.append("<br>")
            continue
        text = html.escape(piece["text"], quote=False)
        for mark in piece.get("marks", []):
            if mark["type"] == "link":
                text = f'<a href="{html.escape(mark["attrs"]["href"])}">{text}</a>'
            elif mark["type"] in MARKS:
                text = f"<{MARKS[mark['type']]}>{text}</{MARKS[mark['type']]}>"
        said.append(text)
    return "".join(said)


def block(name, inside, settings=None):
    return f"<!-- wp:{name}{' ' + json.dumps(settings) if settings else ''} -->\n{inside}\n<!-- /wp:{name} -->\n\n"


def plain(text):
    return [{"type": "text", "text": text}]


def bold(text):
    return [{"type": "text", "text": text, "marks": [{"type": "strong"}]}]


def paragraph(content):
    return block("paragraph", f"<p>{inline(content)}</p>"), [("paragraph", runs(content))]


def items(texts, ordered=False):
    tag = "ol" if ordered else "ul"
    inside = "".join(f"<!-- wp:list-item --><li>{inline(text)}</li><!-- /wp:list-item -->" for text in texts)
    return block("list", f"<{tag}>{inside}</{tag}>", {"ordered": True} if ordered else None), [("list", ordered, tuple(runs(text) for text in texts))]


def rows(cells, header, caption=""):
    line = lambda row, tag: "<tr>" + "".join(f"<{tag}>{inline(cell)}</{tag}>" for cell in row) + "</tr>"
    head = f"<thead>{line(cells[0], 'th')}</thead>" if header else ""
    body = "".join(line(row, "td") for row in cells[1 if header else 0:])
    said = f"<figcaption>{html.escape(caption, quote=False)}</figcaption>" if caption else ""
    inside = f'<figure class="wp-block-table"><table>{head}<tbody>{body}</tbody></table>{said}</figure>'
    # A head with nothing in it is none.
    kept = cells[1:] if header and not any(cells[0]) else cells
    return block("table", inside), [("table", header and kept is cells, caption, tuple(tuple(runs(cell) for cell in row) for row in kept))]


class Paper:
    """The paper as WordPress holds it."""

    def __init__(self, export):
        self.export, self.media, self.uses, self.lost = export, {row["key"]: row for row in table(export, "media")}, [], collections.Counter()

    def use(self, picture, when):
        key = f"{len(self.uses)}"
        self.uses.append({"use": key, "path": str(self.export / "media" / picture["media"]), "name": self.media[picture["media"]]["name"], "time": when[:7].replace("-", "/"),
                          "alt": picture.get("alt", ""), "caption": picture.get("caption", ""), "credit": picture.get("credit", "")})
        return key

    def picture(self, attrs, when):
        use = self.use(attrs, when)
        said = f'<figcaption class="wp-element-caption">{html.escape(attrs["caption"], quote=False)}</figcaption>' if attrs["caption"] else ""
        inside = f'<figure class="wp-block-image size-full"><img src="{{{{url:{use}}}}}" alt="{html.escape(attrs["alt"])}" class="wp-image-{{{{id:{use}}}}}"/>{said}</figure>'
        return f'<!-- wp:image {{"id":{{{{id:{use}}}}}}} -->{inside}<!-- /wp:image -->\n\n', form_of_picture(attrs)

    def body(self, doc, when):
        text, forms = [], []
        for piece in doc["content"]:
            for said, form in self.block(piece, when):
                text.append(said)
                forms.extend(form)
        return "".join(text), forms

    def changes(self, kind):
        self.lost[kind] += 1

    def block(self, piece, when):
        kind, attrs, content = piece["type"], piece.get("attrs", {}), piece.get("content", [])
        if kind == "paragraph":
            yield paragraph(content)
        elif kind == "heading":
            yield block("heading", f"<h{attrs['level']}>{inline(content)}</h{attrs['level']}>", {"level": attrs["level"]}), [("heading", attrs["level"], runs(content))]
        elif kind == "list":
            yield items([[part for text in item["content"] for part in text["content"]] for item in content], attrs["ordered"])
        elif kind == "table":
            cells = [[cell.get("content", []) for cell in row["content"]] for row in content]
            if attrs["header"] and not any(cells[0]):
                self.changes("heads of tables with nothing in them: gone")
            yield rows(cells, attrs["header"], attrs["caption"])
        elif kind == "quotation":
            who = ", ".join(part for part in (attrs["speaker"], attrs["role"]) if part)
            inside = "".join(f"<p>{inline(text['content'])}</p>" for text in content) + (f"<cite>{html.escape(who, quote=False)}</cite>" if who else "")
            yield block("quote", f'<blockquote class="wp-block-quote">{inside}</blockquote>'), [("quotation", who, tuple(runs(text["content"]) for text in content))]
        elif kind == "pull_quote":
            who = attrs["speaker"] or ""
            cite = f"<cite>{html.escape(who, quote=False)}</cite>" if who else ""
            yield block("pullquote", f'<figure class="wp-block-pullquote"><blockquote><p>{inline(content)}</p>{cite}</blockquote></figure>'), [("pull_quote", who, runs(content))]
        elif kind == "verse":
            yield block("verse", f'<pre class="wp-block-verse">{inline(content)}</pre>'), [("verse", runs(content))]
            if attrs["credit"]:
                self.changes("credit of a verse: a paragraph after it")
                yield paragraph(plain(attrs["credit"]))
        elif kind == "divider":
            yield block("separator", '<hr class="wp-block-separator has-alpha-channel-opacity"/>'), [("divider",)]
        elif kind == "picture":
            said, form = self.picture(attrs, when)
            yield said, [form]
        elif kind == "gallery":
            parts = [self.picture(one["attrs"], when) for one in content]
            yield block("gallery", '<figure class="wp-block-gallery has-nested-images">' + "".join(said for said, _ in parts) + "</figure>", {"linkTo": "none"}), [("gallery", tuple(form for _, form in parts))]
        elif kind == "audio":
            use = self.use({"media": attrs["media"]}, when)
            said = html.escape(attrs["title"], quote=False)
            yield block("audio", f'<figure class="wp-block-audio"><audio controls src="{{{{url:{use}}}}}"></audio><figcaption>{said}</figcaption></figure>'), [("audio", attrs["media"], attrs["title"])]
        elif kind == "clip":
            address = {"vimeo": "https://vimeo.com/{}", "youtube": "https://www.youtube.com/watch?v={}"}[attrs["provider"]].format(attrs["id"])
            said = html.escape(attrs["title"], quote=False)
            inside = f'<figure class="wp-block-embed is-type-video"><div class="wp-block-embed__wrapper">\n{address}\n</div><figcaption>{said}</figcaption></figure>'
            yield block("embed", inside, {"url": address, "type": "video", "providerNameSlug": attrs["provider"]}), [("clip", attrs["provider"], attrs["id"], attrs["title"])]
        elif kind == "score":
            return
        else:
            yield from self.without_counterpart(kind, attrs, content)

    def without_counterpart(self, kind, attrs, content):
        """What WordPress has no block for, as its writers put it."""
        if kind == "turn":
            self.changes("questions and answers: paragraphs, the questions bold")
            for text in content:
                marked = [{**part, "marks": [*part.get("marks", []), {"type": "strong"}]} if part["type"] == "text" else part for part in text["content"]]
                yield paragraph(marked if attrs["kind"] == "question" else text["content"])
        elif kind == "ranked_entry":
            self.changes("entries of a list by rank: a heading and paragraphs")
            named = [part for part in (attrs["artist"], attrs["title"]) if part]
            more = ", ".join(str(part) for part in (attrs["label"], attrs["year"]) if part)
            head = f"{attrs['number']}. {' – '.join(named)}" + (f" ({more})" if more else "")
            yield block("heading", f"<h3>{html.escape(head, quote=False)}</h3>", {"level": 3}), [("heading", 3, runs(plain(head)))]
            for text in content:
                yield paragraph(text["content"])
        elif kind == "tour_dates":
            self.changes("tour dates: a table")
            yield rows([[plain(text) if text else [] for text in (one["date"], one["city"], one["venue"], one["note"])] for one in attrs["dates"]], False, attrs["title"])
        elif kind == "set_list":
            self.changes("set lists: a heading and a list")
            yield block("heading", f"<h3>{html.escape(attrs['title'], quote=False)}</h3>", {"level": 3}), [("heading", 3, runs(plain(attrs["title"])))]
            yield items([plain(song["title"]) for song in attrs["songs"] + attrs["encore"]], True)
        elif kind == "track_list":
            self.changes("track lists: a list")
            yield items([plain(f"{track['title']} {track['length']}") for track in attrs["tracks"]], True)
        elif kind == "info_box":
            self.changes("boxes of facts: a table")
            yield rows([[plain(fact["label"]), plain(fact["value"])] for fact in attrs["facts"]], False, attrs["title"])
        elif kind == "raw_html":
            self.changes("HTML of an editor: the blocks that it is")
            yield block("html", attrs["html"]), [("any",)]
        else:
            sys.exit(f"nobody said what a {kind} is in WordPress")


def form_of_picture(attrs):
    return ("picture", attrs["media"], attrs["alt"], attrs["caption"], attrs["credit"])


def forms_of(doc):
    """A text of the paper as the same forms."""
    forms = []
    for piece in doc["content"]:
        kind, attrs, content = piece["type"], piece.get("attrs", {}), piece.get("content", [])
        if kind in ("paragraph", "verse"):
            forms.append((kind, runs(content)))
        elif kind == "heading":
            forms.append((kind, attrs["level"], runs(content)))
        elif kind == "list":
            forms.append((kind, attrs["ordered"], tuple(runs([part for text in item["content"] for part in text["content"]]) for item in content)))
        elif kind == "table":
            forms.append((kind, attrs["header"], attrs["caption"], tuple(tuple(runs(cell.get("content", [])) for cell in row["content"]) for row in content)))
        elif kind == "quotation":
            who = ", ".join(part for part in (attrs["speaker"], attrs["role"]) if part)
            forms.append((kind, who, tuple(runs(text["content"]) for text in content)))
        elif kind == "pull_quote":
            forms.append((kind, attrs["speaker"] or "", runs(content)))
        elif kind == "picture":
            forms.append(form_of_picture(attrs))
        elif kind == "gallery":
            forms.append((kind, tuple(form_of_picture(one["attrs"]) for one in content)))
        elif kind == "audio":
            forms.append((kind, attrs["media"], attrs["title"]))
        elif kind == "clip":
            forms.append((kind, attrs["provider"], attrs["id"], attrs["title"]))
        elif kind == "score":
            continue
        else:
            forms.append((kind,))
    return forms


STATES = {"live": ("publish", "live"), "draft": ("draft", "draft"), "assigned": ("draft", "draft"), "submitted": ("pending", "submitted"), "scheduled": ("future", "scheduled"), "withdrawn": ("trash", None)}
KINDS = {"review": "Review", "live-review": "Live review", "interview": "Interview", "feature": "Feature", "premiere": "Premiere", "tour": "Tour dates", "list": "List", "obituary": "Obituary"}


def facts(export):
    """Every story of an export with what is compared of it."""
    people = {row["id"]: row["name"] for row in table(export, "people")}
    bylines, artists = collections.defaultdict(list), collections.defaultdict(list)
    for row in sorted(table(export, "story_bylines"), key=lambda row: row["position"]):
        if row["part"] != "photographs":
            bylines[row["story"]].append(people[row["person"]])
    for row in sorted(table(export, "story_credits"), key=lambda row: row["position"]):
        artists[row["story"]].append(row["credited_as"])
    stories = []
    for row in table(export, "stories"):
        score = next((piece["attrs"] for piece in row["body"]["content"] if piece["type"] == "score"), None)
        stories.append({
            "id": row["id"], "headline": row["headline"], "standfirst": row["standfirst"], "slug": row["slug"], "section": row["section"], "kind": row["kind"],
            "state": row["state"], "date": row["dateline"] and row["dateline"][:19] + "Z", "address": row["address"], "bylines": list(dict.fromkeys(bylines[row["id"]])),
            "artists": artists[row["id"]], "cover": row["cover"] and form_of_picture(row["cover"]), "score": score and (score["value"], score["out_of"]),
            "text": forms_of(row["body"]), "row": row,
        })
    return stories


def of_wordpress(paper, stories, zone):
    """What fills WordPress, and what must come back of each story and page."""
    posts, wanted = [], {}
    people = {row["name"]: row["slug"] for row in table(paper.export, "people")}
    for story in stories:
        row, when = story["row"], story["row"]["dateline"] or story["row"]["created"]
        content, forms = paper.body(row["body"], when)
        for correction in row["corrections"]:
            paper.changes("corrections: a paragraph at the end")
            said, form = paragraph(plain("Correction: ") + plain(correction["text"]))
            content, forms = content + said, forms + form
        status, state = STATES[story["state"]]
        cover = row["cover"] and paper.use(row["cover"], when)
        posts.append({
            "key": f"story {story['id']}", "type": "post", "status": status, "title": html.escape(story["headline"], quote=False), "slug": story["slug"],
            "excerpt": html.escape(story["standfirst"], quote=False), "content": content, "author": people[story["bylines"][0]] if story["bylines"] else "",
            "authors": [people[name] for name in story["bylines"]], "date": story["date"] and story["date"].replace("T", " ").rstrip("Z"),
            "categories": [story["section"]], "kinds": [KINDS[story["kind"]]] if story["kind"] in KINDS else [], "tags": story["artists"],
            "meta": {"rating": f"{story['score'][0]:g}"} if story["score"] else {}, "cover": cover,
        })
        wanted[f"story {story['id']}"] = {**story, "state": state, "text": merged(forms)}
    for page in table(paper.export, "pages"):
        content, forms = paper.body(page["body"], "2026-01")
        posts.append({"key": f"page {page['slug']}", "type": "page", "status": "publish", "title": html.escape(page["title"], quote=False), "slug": page["slug"], "excerpt": "", "content": content,
                      "author": "", "authors": [], "date": "2026-01-01 00:00:00", "categories": [], "kinds": [], "tags": [], "meta": {}, "cover": None})
        wanted[f"page {page['slug']}"] = {"headline": page["title"], "slug": page["slug"], "text": merged(forms)}
    return posts, wanted


def merged(forms):
    return [form for form in forms if form != ("paragraph", ())]


FIELDS = ["headline", "standfirst", "slug", "section", "kind", "state", "date", "address", "bylines", "artists", "cover", "score", "text"]


def same_text(wanted, got):
    """Whether a text came back; HTML of an editor is compared by eye."""
    if ("any",) not in wanted:
        return wanted == got
    at = wanted.index(("any",))
    rest = len(wanted) - at - 1
    return wanted[:at] == got[:at] and wanted[at + 1:] == got[len(got) - rest:] and len(got) > at + rest


def compare(wanted, after, kept):
    sums, differences = collections.Counter(), []
    came = {("story", story["slug"]): story for story in after}
    came |= {("page", page["slug"]): {"headline": page["title"], "slug": page["slug"], "text": forms_of(page["body"])} for page in kept}
    for key, story in wanted.items():
        kind = key.split()[0]
        if kind == "story" and story["state"] is None:
            sums["stories that stay, being in the trash"] += (kind, story["slug"]) not in came
            continue
        got = came.get((kind, story["slug"]))
        if got is None:
            differences.append((key, "is not there", story["headline"], ""))
            continue
        for field in FIELDS if kind == "story" else ["headline", "slug", "text"]:
            want, have = story[field], got[field]
            # WordPress dates what waits, too.
            if field in ("date", "address") and story["state"] not in ("live", "scheduled"):
                continue
            if field == "artists" and want != have and sorted(want) == sorted(have):
                sums["order of artists"] += 1
                want = have
            same = same_text(want, have) if field == "text" else want == have
            sums[f"{kind}: {field}"] += same
            sums[f"{kind}: {field} of"] += 1
            if not same:
                differences.append((key, field, want, have))
    return sums, differences


def ask(port, path):
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    talk.request("GET", path)
    answer = talk.getresponse()
    answer.read()
    took = (time.perf_counter() - begun) * 1000
    talk.close()
    return answer.status, answer.getheader("location") or "", took


def old_addresses(port, told, wanted, stories):
    """Asks for every old address. Gives how many of what kind led to the right place, and which did not."""
    here = {story["slug"]: story["address"] for story in stories if story["state"] == "live"}
    asked = []
    for post in told["posts"]:
        kind, slug = post["key"].split()[0], wanted[post["key"]]["slug"]
        to = here.get(slug) if kind == "story" else f"/{slug}"
        if to is None:
            continue
        path = urllib.parse.urlsplit(post["address"]).path
        number = f"/?p={post['id']}" if kind == "story" else f"/?page_id={post['id']}"
        asked += [("permalink", path, to), ("by number", number, to), ("by number", number + "&preview=true", to)]
        if kind == "story":
            asked += [("feed of a story", path + "feed/", to), ("feed of a story", path + "amp/", to)]
    for slug, number in told["categories"].items():
        asked += [("category", path, f"/{slug}") for path in (f"/category/{slug}/", f"/?cat={number}", f"/category/{slug}/page/2/")]
        asked += [("feed of a category", path, f"/{slug}/feed.xml") for path in (f"/category/{slug}/feed/", f"/?cat={number}&feed=rss2")]
    tags = {name for story in wanted.values() if story.get("state") for name in story.get("artists", [])}
    for name in sorted(tags):
        slug = told["tags"].get(name)
        if slug:
            asked += [("tag", f"/tag/{slug}/", "/artists/"), ("tag", f"/?tag={slug}", "/artists/")]
    writers = {name for story in stories if story["state"] == "live" for name in story["bylines"]}
    for login, number in told["users"].items():
        # Who has nothing on the paper had no page there, and has none here.
        if told["names"][login] not in writers:
            continue
        asked += [("author", f"/author/{login}/", f"/by/{login}"), ("author", f"/?author={number}", f"/by/{login}")]
    month = next(story["date"] for story in stories if story["state"] == "live")
    year, month = month[:4], month[5:7]
    asked += [("feed", path, "/feed.xml") for path in ("/feed/", "/feed/rss2/", "/?feed=rss2", "/rss/")] + [("feed", "/feed/atom/", "/feed.atom")]
    asked += [("date", f"/{year}/{month}/", f"/{year}/{month}"), ("date", f"/?m={year}{month}", f"/{year}/{month}"), ("date", f"/{year}/", f"/{year}"), ("search", "/?s=lift", "/search?q=lift")]
    sums, wrong, times = collections.Counter(), [], []
    for kind, path, to in asked:
        status, leads, took = ask(port, path)
        right = status == 301 and (leads == to or to.endswith("/") and leads.startswith(to)) and ask(port, leads)[0] == 200
        sums[kind] += right
        sums[kind + " of"] += 1
        times.append(took)
        if not right:
            wrong.append((path, status, leads, to))
    times.sort()
    return sums, wrong, times[len(times) // 2]


def site(folder):
    """A copy of Debian's WordPress with our settings."""
    tree = folder / "site"
    shutil.copytree(WORDPRESS, tree, ignore=shutil.ignore_patterns("wp-config.php", "uploads"), symlinks=False, ignore_dangling_symlinks=True)
    # Debian has this library in a package of its own, and WordPress looks for it here.
    shutil.copytree("/usr/share/php/getid3", tree / "wp-includes/ID3", dirs_exist_ok=True)
    (tree / "wp-content/uploads").mkdir(exist_ok=True)
    (tree / "wp-content/mu-plugins").mkdir(exist_ok=True)
    for name, to in (("config.php", "wp-config.php"), ("terms.php", "wp-content/mu-plugins/terms.php"), ("router.php", "router.php"), ("fill.php", "fill.php"), ("export.php", "export.php"), ("theme.php", "theme.php")):
        shutil.copy(OURS / name, tree / to)
    return tree


@contextlib.contextmanager
def wordpress(folder):
    """MariaDB and WordPress on loopback: the site's folder, its address, its environment."""
    database, port = folder / "db", free_port()
    who = ["--user=root"] if os.geteuid() == 0 else []
    path = os.environ["PATH"] + ":/usr/sbin"
    subprocess.run(["mariadb-install-db", "--no-defaults", *who, f"--datadir={database}", "--auth-root-authentication-method=normal", "--skip-test-db"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    place = folder / "db.sock"
    server = [shutil.which("mariadbd", path=path), "--no-defaults", *who, f"--datadir={database}", f"--socket={place}", "--skip-networking", f"--pid-file={folder / 'db.pid'}"]
    with running(*server):
        until(place.exists, "MariaDB")
        subprocess.run(["mariadb", "--no-defaults", "-u", "root", f"--socket={place}", "-e", "CREATE DATABASE wordpress CHARACTER SET utf8mb4"], check=True)
        address = f"http://127.0.0.1:{port}"
        around = os.environ | {"ROUND_TRIP_SOCKET": str(place), "ROUND_TRIP_SITE": address, "PHP_CLI_SERVER_WORKERS": "2"}
        tree = site(folder)
        with running("php", "-d", "memory_limit=256M", "-S", f"127.0.0.1:{port}", "-t", tree, tree / "router.php", env=around, cwd=tree):
            until(lambda: answers(port), "PHP")
            yield tree, address, around


def php(tree, around, *words):
    done = subprocess.run(["php", "-d", "display_errors=stderr", "-d", "error_reporting=E_ERROR", *map(str, words)], cwd=tree, env=around, capture_output=True)
    if done.returncode:
        sys.exit(f"{words[0]}: {done.stderr.decode()[-2000:]}")
    return done.stdout


def demo(folder):
    """The demo paper's export."""
    data, port = folder / "demo", free_port()
    with running(PROGRAM, "demo", "--data", data, "--listen", f"127.0.0.1:{port}"):
        until(lambda: shows(port), "the demo paper", 120)
    inkie(data, "export", folder / "demo-export")
    return folder / "demo-export"


def fill(folder, tree, around, paper, posts, told_of):
    filled = {
        "name": told_of["name"], "zone": told_of["zone"], "theme": "twentytwentyone",
        "people": [{"login": row["slug"], "name": row["name"]} for row in table(paper.export, "people")],
        "categories": [{"slug": row["slug"], "name": row["name"]} for row in table(paper.export, "sections")], "media": paper.uses, "posts": posts,
    }
    (folder / "paper.json").write_text(json.dumps(filled))
    told = json.loads(php(tree, around, "fill.php", folder / "paper.json"))
    told["names"] = {row["slug"]: row["name"] for row in table(paper.export, "people")}
    return told


def bring_in(folder, told_of):
    """The import, as an editor does it: a dry run, a mapping in which all tags are artists, the run."""
    data, mapping = folder / "paper", folder / "map.toml"
    inkie(data, "new", "--name", told_of["name"], "--zone", told_of["zone"], "--publisher", "P", "--postal-address", "A 1", "--email", "a@paper.example", "--url", "http://127.0.0.1:1")
    inkie(data, "import", folder / "wordpress.xml", "--dry-run", "--write-mapping", mapping)
    lines, tags, proposed, table_now = [], 0, 0, ""
    names = {}
    for tag in (folder / "wordpress.xml").read_text().split("<wp:tag>")[1:]:
        value = lambda name: html.unescape(tag.split(f"<wp:{name}>")[1].split("</wp:")[0].removeprefix("<![CDATA[").removesuffix("]]>"))
        names[value("tag_slug")] = html.unescape(value("tag_name"))
    for line in mapping.read_text().splitlines():
        table_now = line if line.startswith("[") else table_now
        key = line.split(" = ")[0].strip('"')
        if table_now == "[artists]" and key in names:
            tags, proposed = tags + 1, proposed + (line != f'{line.split(" = ")[0]} = ""')
            line = f"{json.dumps(key)} = {json.dumps(names[key], ensure_ascii=False)}"
        lines.append(line)
    mapping.write_text("\n".join(lines) + "\n")
    said = inkie(data, "import", folder / "wordpress.xml", "--mapping", mapping, "--fetch=pause=0 private=127.0.0.1")
    inkie(data, "export", folder / "paper-export")
    return said, {name: slug for slug, name in names.items()}, proposed, tags


def result(sums, lost, addresses, median):
    lines = ["| | came back as it was |", "|---|---|"]
    for kind in ("story", "page"):
        for field in FIELDS:
            if f"{kind}: {field} of" in sums:
                lines.append(f"| {kind}: {field} | {sums[f'{kind}: {field}']} of {sums[f'{kind}: {field} of']} |")
    lines += [f"| old address: {kind} | {addresses[kind]} of {addresses[kind + ' of']} |" for kind in addresses if not kind.endswith(" of")]
    lines += ["", f"Half of the old addresses were answered within {median:.1f} ms, connection included. What WordPress has no block for went there as its writers would put it, and came back so:", ""]
    lost = dict(lost) | {
        "order of several artists: by name, for WordPress keeps tags without one": sums["order of artists"],
        "what was withdrawn: stays in WordPress's trash": sums["stories that stay, being in the trash"],
        "works that are named: italics, which WordPress has for them": sums["works"],
    }
    lines += [f"- {what} ({times})" for what, times in sorted(lost.items()) if times]
    return "\n".join(lines)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--keep", type=pathlib.Path, help="a folder for what was made")
    given = asked.parse_args()
    install()
    with contextlib.ExitStack() as stack:
        folder = given.keep.resolve() if given.keep else pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="inkie-round-trip-")))
        folder.mkdir(parents=True, exist_ok=True)
        export = demo(folder)
        told_of = table(export, "paper")[0]
        stories, paper = facts(export), Paper(export)
        posts, wanted = of_wordpress(paper, stories, told_of["zone"])
        with wordpress(folder) as (tree, _, around):
            told = fill(folder, tree, around, paper, posts, told_of)
            (folder / "wordpress.xml").write_bytes(php(tree, around, "export.php"))
            said, told["tags"], proposed, tags = bring_in(folder, told_of)
        after = facts(folder / "paper-export")
        sums, differences = compare(wanted, after, table(folder / "paper-export", "pages"))
        sums["works"] = sum(works(story["row"]["body"]) for story in stories)
        port = free_port()
        with running(PROGRAM, "--data", folder / "paper", "serve", env=os.environ | {"INKIE_LISTEN": f"127.0.0.1:{port}"}):
            until(lambda: answers(port), "the paper")
            addresses, wrong, median = old_addresses(port, told, wanted, after)
    print(said)
    print(result(sums, paper.lost, addresses, median))
    print(f"\n{proposed} of {tags} tags were proposed as artists")
    for key, field, want, have in differences:
        print(f"{key}: {field}:\n  was  {want}\n  is   {have}")
    for path, status, leads, to in wrong:
        print(f"{path}: {status} {leads}, not 301 {to}")
    sys.exit(1 if differences or wrong else 0)


if __name__ == "__main__":
    main()
