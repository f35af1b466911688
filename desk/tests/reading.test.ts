// Pasted lists: press releases, track lists, set lists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readDates } from "../src/editor/dates.ts";
import { readSongs, readTracks } from "../src/editor/tracks.ts";

const shown = (text: string, today = "2026-11-25"): string[] =>
  readDates(text, today).map((date) => [date.date, date.city, date.venue, date.status, date.note, date.tickets].join("|").replace(/\|+$/, ""));

test("dates in the forms that agencies send", () => {
  const cases: [string, string][] = [
    ["Thu 9 April 2026 – Melbourne, The Corner", "2026-04-09|Melbourne|The Corner|on"],
    ["Thursday, April 9th, 2026: New York, NY @ Bowery Ballroom", "2026-04-09|New York, NY|Bowery Ballroom|on"],
    ["09.04.2026 Berlin – Lido (ausverkauft)", "2026-04-09|Berlin|Lido|sold-out"],
    ["Sa. 12. Dezember – Köln, Gebäude 9", "2026-12-12|Köln|Gebäude 9|on"],
    ["2026-04-09\tParis\tLa Maroquinerie", "2026-04-09|Paris|La Maroquinerie|on"],
    ["Ven 3 avril 2026 / Lyon / Le Sonic / complet", "2026-04-03|Lyon|Le Sonic|sold-out"],
    ["12/12 – Hobart, Altar – SOLD OUT", "2026-12-12|Hobart|Altar|sold-out"],
    ["• 14 Dec – Sydney, Oxford Art Factory (all ages) – tickets: https://tix.example/7", "2026-12-14|Sydney|Oxford Art Factory|on|all ages|https://tix.example/7"],
    ["15 Dec - Brisbane - The Zoo - CANCELLED", "2026-12-15|Brisbane|The Zoo|cancelled"],
    ["Fri 1st of January 2027 – Geelong, Barwon Club, moved", "2027-01-01|Geelong|Barwon Club|moved"],
    ["5 Dec Perth", "2026-12-05|Perth||on"],
  ];
  for (const [line, expected] of cases) assert.deepEqual(shown(line), [expected], line);
});

test("years that are not said go on from the date before", () => {
  assert.deepEqual(shown("28 Dec – A, B\n3 Jan – C, D\n4 January – E, F").map((line) => line.slice(0, 10)), ["2026-12-28", "2027-01-03", "2027-01-04"]);
  assert.deepEqual(shown("29 Feb – A, B", "2026-11-25"), []);
});

test("what is no date is left out", () => {
  assert.deepEqual(shown("Tour dates:\n\nTickets on sale now\n32 April – X, Y\n9 Smarch – Z\nMay we say: no"), []);
});

test("tracks", () => {
  assert.deepEqual(readTracks("1. Corridor 3:45\nA2 – Microphone, Singular (feat. Odalys Kerr) – 4:02\n• “Shh” (the hit) [11:30]\n\n04 Plain"), [
    { title: "Corridor", length: "3:45", artist: "", note: "" },
    { title: "Microphone, Singular", length: "4:02", artist: "feat. Odalys Kerr", note: "" },
    { title: "Shh", length: "11:30", artist: "", note: "the hit" },
    { title: "04 Plain", length: "", artist: "", note: "" },
  ]);
});

test("songs of a night and what they came back for", () => {
  assert.deepEqual(readSongs("Third Floor\nMind the Gap (twice)\n\nEncore:\nBetween Floors"), {
    songs: [{ title: "Third Floor", note: "" }, { title: "Mind the Gap", note: "twice" }],
    encore: [{ title: "Between Floors", note: "" }],
  });
});
