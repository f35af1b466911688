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
