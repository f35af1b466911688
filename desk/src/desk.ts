// Runs on every page of the desk.
import * as forms from "./forms.ts";
import "./command.ts";
import * as keySheet from "./key-sheet.ts";
import * as queue from "./lists/queue.ts";

forms.listen();
keySheet.listen();
queue.listen();

// The list of places is open beside the page where there is room, and behind a press where there is none.
const places = document.querySelector<HTMLDetailsElement>("details.places-menu");
const room = matchMedia("(min-width: 900px)");
const fit = (): void => {
  if (places) places.open = room.matches;
};
room.addEventListener("change", fit);
fit();
