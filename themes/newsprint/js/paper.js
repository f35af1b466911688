// The paper works without this file. With it, a clip plays where it stands, and the menu folds itself away.

// Nothing is asked of a provider before the reader presses play.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-embed]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.title = link.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  // YouTube refuses to play for a page that does not say where it is; the origin is all it learns.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.src = link.dataset.embed;
  link.closest("figure")?.querySelector(".clip-note")?.remove();
  link.replaceWith(frame);
  frame.focus();
});

const menu = document.querySelector(".menu");

if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// "/" goes to the search, as it has for forty years.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector(".search-field");
  const link = document.querySelector(".bar-search");
  if (!field && !link) return;
  event.preventDefault();
  if (field) field.select();
  else link.click();
});

// Artists of whose name a word begins as typed stand under the field; the arrows go through them, Escape puts them away.
for (const field of document.querySelectorAll(".search-field[data-names]")) {
  const names = document.createElement("div");
  Object.assign(names, { className: "names", id: "names", role: "listbox", hidden: true, ariaLabel: field.dataset.names });
  field.after(names);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "names", "aria-expanded": "false" })) field.setAttribute(name, value);
  let waiting, asked = 0;
  const choose = (chosen) => {
    for (const one of names.children) one.ariaSelected = String(one === chosen);
    if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (artists) => {
    names.replaceChildren(...artists.map(({ name, url, stories }, place) => {
      const [link, count] = ["a", "span"].map((tag) => document.createElement(tag));
      Object.assign(link, { id: `name-${place}`, role: "option", ariaSelected: "false", href: url, tabIndex: -1 });
      count.textContent = stories;
      link.append(name, count);
      return link;
    }));
    names.hidden = artists.length === 0;
    field.ariaExpanded = String(!names.hidden);
    choose();
  };
  const ask = async () => {
    const turn = ++asked;
    const typed = field.value.trim();
    if (typed.length < 2 || /[":*]/.test(typed)) return show([]);
    try {
      const answer = await fetch(`/api/v1/search/artists?q=${encodeURIComponent(typed)}`);
      const { artists } = answer.ok ? await answer.json() : { artists: [] };
      if (turn === asked) show(artists);
    } catch {
      // Who is offline still has the form.
    }
  };
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });
  field.addEventListener("keydown", (event) => {
    if (names.hidden) return;
    const lines = [...names.children];
    const at = lines.findIndex((line) => line.ariaSelected === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(lines[at < 0 && step < 0 ? lines.length - 1 : at + step]);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      lines[at].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      show([]);
    }
  });
  field.addEventListener("blur", () => { setTimeout(() => { asked += 1; show([]); }, 150); });
}

// An ad that came into view, or whose link was followed, adds one to a sum of the day. Nothing says who: no cookie, no
// number, no address on the way; the link itself leads straight to where it says.
for (const ad of document.querySelectorAll("[data-ad]")) {
  const tell = (told) => navigator.sendBeacon("/-/told", new URLSearchParams({ ad: ad.dataset.ad, place: ad.dataset.place, told }));
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    tell("seen");
  }, { threshold: 0.5 });
  watch.observe(ad);
  const followed = () => tell("followed");
  ad.addEventListener("click", (event) => { if (event.target.closest("a")) followed(); });
  ad.addEventListener("auxclick", (event) => { if (event.button === 1 && event.target.closest("a")) followed(); });
}

// A sign-up is two presses for whoever has no script. With it the token is got as soon as somebody begins to write, the
// little sum is done meanwhile, and one press is enough.
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Which number from 0 to `most`, written after the salt, gives the challenge? Nothing where the browser cannot hash: a page
// that came without TLS.
const solved = async ({ salt, challenge, most }) => {
  if (!crypto.subtle || !challenge) return undefined;
  const text = new TextEncoder();
  for (let begin = 0; begin <= most; begin += 500) {
    const tried = Array.from({ length: Math.min(500, most + 1 - begin) }, (_, n) => begin + n);
    const hashes = await Promise.all(tried.map((number) => crypto.subtle.digest("SHA-256", text.encode(salt + number))));
    const found = hashes.findIndex((hash) => hex(hash) === challenge);
    if (found >= 0) return tried[found];
  }
  return undefined;
};

const put = (form, name, value) => {
  if (value === undefined) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
};

for (const form of document.querySelectorAll("form[data-coupon]")) {
  const address = form.elements.namedItem("email");
  let token;
  const fetched = async () => {
    const answer = await fetch("/newsletter/token", { method: "POST" });
    if (!answer.ok) throw new Error(answer.statusText);
    const given = await answer.json();
    const patience = new Promise((done) => { setTimeout(done, given.wait); });
    return { token: given.token, work: await solved(given), patience };
  };
  address.addEventListener("input", () => { token ??= fetched(); }, { once: true });
  form.addEventListener("submit", async (event) => {
    if (!token || !address.value) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    try {
      const given = await token;
      await given.patience;
      put(form, "token", given.token);
      put(form, "work", given.work);
    } catch {
      // Without a token the next page asks for the second press.
    }
    form.submit();
  });
}

for (const form of document.querySelectorAll("form[data-challenge]")) {
  solved(form.dataset).then((work) => { put(form, "work", work); }, () => {});
}

// A page that comes back from the browser's memory may be sent again, with a fresh token.
addEventListener("pageshow", (event) => { if (event.persisted && document.querySelector("form[data-sent]")) location.reload(); });
