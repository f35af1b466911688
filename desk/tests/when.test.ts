import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, dated, instant, local, read, spoken, written } from "../src/when.ts";

const ZONE = "Australia/Melbourne";
// Wednesday 25 November 2026, 14:10 in Melbourne.
const NOW = new Date("2026-11-25T03:10:00Z");
const typed = (text: string, now = NOW, zone = ZONE): string | null => {
  const found = read(text, now, zone);
  return found && written(found);
};

test("a time alone is its next occurrence", () => {
  assert.equal(typed("11:29"), "2026-11-26T11:29");
  assert.equal(typed("14:11"), "2026-11-25T14:11");
  assert.equal(typed("14:10"), "2026-11-26T14:10");
  for (const same of ["4:05 pm", "4.05pm", "16.05", "1605", "at 4:05 p.m."]) assert.equal(typed(same), "2026-11-25T16:05", same);
  assert.equal(typed("9am"), "2026-11-26T09:00");
  assert.equal(typed("noon"), "2026-11-26T12:00");
  assert.equal(typed("12 am"), "2026-11-26T00:00");
});

test("a day and a time", () => {
  assert.equal(typed("tomorrow 9:00"), "2026-11-26T09:00");
  assert.equal(typed("fri 11:29"), "2026-11-27T11:29");
  assert.equal(typed("Friday, 11:29"), "2026-11-27T11:29");
  assert.equal(typed("wed 11:29"), "2026-12-02T11:29");
  assert.equal(typed("wednesday 18:00"), "2026-11-25T18:00");
  assert.equal(typed("27 Nov 11:29"), "2026-11-27T11:29");
  assert.equal(typed("Nov 27 11:29"), "2026-11-27T11:29");
  assert.equal(typed("2 January 8:00"), "2027-01-02T08:00");
  assert.equal(typed("27/11 11:29"), "2026-11-27T11:29");
  assert.equal(typed("2026-11-27 11:29"), "2026-11-27T11:29");
  assert.equal(typed("2026-11-27T11:29"), "2026-11-27T11:29");
  assert.equal(typed("27 March 2015 | 11:29 am"), "2015-03-27T11:29");
});

test("what is no time is none", () => {
  for (const words of ["", "soon", "25:00", "11:60", "13 pm", "31 Feb 11:29", "tuesday", "27 Nov"]) assert.equal(typed(words), null, words);
});

test("today is the paper's day, not the reader's", () => {
  const late = new Date("2026-11-25T13:30:00Z");
  assert.deepEqual(local(late, ZONE), { year: 2026, month: 11, day: 26, hour: 0, minute: 30 });
  assert.equal(typed("1:00", late), "2026-11-26T01:00");
});

test("a repeated hour is its first, a skipped one lies behind the gap", () => {
  const at = (text: string): string => instant(read(text, NOW, ZONE) ?? local(NOW, ZONE), ZONE).toISOString();
  assert.equal(at("2027-04-04 02:30"), "2027-04-03T15:30:00.000Z");
  assert.equal(at("2027-10-03 02:30"), "2027-10-02T16:30:00.000Z");
  assert.equal(at("2027-10-03 04:30"), "2027-10-02T17:30:00.000Z");
});

test("times are said as people say them", () => {
  assert.equal(spoken(new Date("2026-11-26T00:29:00Z"), NOW, ZONE, "en-AU"), "Thursday 26 November, 11:29");
  assert.equal(brief(new Date("2026-11-25T00:04:00Z"), NOW, ZONE, "en-AU"), "11:04");
  assert.equal(brief(new Date("2026-11-20T00:04:00Z"), NOW, ZONE, "en-AU"), "20 Nov");
});

test("a dateline that was shown is read back", () => {
  const at = new Date("2015-03-27T00:29:00Z");
  const shown = dated(at, ZONE, "en-AU");
  assert.equal(shown, "27 March 2015 | 11:29 am");
  assert.equal(instant(read(shown, NOW, ZONE) ?? local(NOW, ZONE), ZONE).toISOString(), at.toISOString());
});
