// Runs on every page of the desk.
import * as forms from "./forms.ts";
import * as keySheet from "./key-sheet.ts";
import { whenIdle } from "./idle.ts";
import { arriving, declare } from "./keys.ts";
import { word } from "./words.ts";

forms.listen();
keySheet.listen();

// The command line comes behind everything else, the keys of lists where there are lists.
declare({ key: "mod+k", words: word("script.keys.command"), group: word("script.keys_everywhere"), run: () => void import("./command.ts").then(({ openCommand }) => openCommand()) });
if (document.querySelector(".desk-queue, .desk-stories")) arriving(import("./lists/queue.ts").then(({ listen }) => listen()));
if (document.querySelector(".room.artists, .room.artist")) arriving(import("./lists/artists.ts").then(({ listen }) => listen()));
if (document.querySelector(".room.imports")) arriving(import("./lists/imports.ts").then(({ listen }) => listen()));
if (document.querySelector(".room.links")) arriving(import("./lists/links.ts").then(({ listen }) => listen()));

// Whoever asks for the command line types on at once: it is there before it is asked for.
whenIdle(() => void import("./command.ts").catch(() => undefined));

// The list of places is open beside the page where there is room, and behind a press where there is none.
const places = document.querySelector<HTMLDetailsElement>("details.places-menu");
const room = matchMedia("(min-width: 900px)");
const fit = (): void => {
  if (places) places.open = room.matches;
};
room.addEventListener("change", fit);
fit();

// What only some pages need is loaded by them alone.
if (document.querySelector("[data-front]")) arriving(import("./running/front.ts"));
if (document.querySelector("main.settings, main.ads")) arriving(import("./running/settings.ts"));
if (document.querySelector("[data-standing]")) arriving(import("./running/page.ts"));
if (document.querySelector("[data-counts]")) arriving(import("./running/counts.ts"));
