// Tour dates out of a press release: a line a night, in the forms that agencies send. Pure.
import { isDay, type TourDate } from "./attributes.ts";

const MONTHS: Record<string, number> = {};
const NAMES = [
  "january jan januar janvier janv jänner", "february feb februar février fevrier févr fev", "march mar märz maerz mrz mars", "april apr avril avr",
  "may mai", "june jun juni juin", "july jul juli juillet juil", "august aug août aout", "september sep sept septembre", "october oct oktober okt octobre",
  "november nov novembre", "december dec dezember dez décembre decembre déc",
];
NAMES.forEach((names, month) => names.split(" ").forEach((name) => (MONTHS[name] = month + 1)));

const MONTH = Object.keys(MONTHS).sort((a, b) => b.length - a.length).join("|");
const WEEKDAY = "(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim";
const LEAD = `^[\\s•*·–—-]*(?:(?:${WEEKDAY})\\.?,?\\s+)?`;
const FORMS: [RegExp, (match: RegExpExecArray) => { year?: number | undefined; month: number; day: number }][] = [
  [new RegExp(`${LEAD}(\\d{4})-(\\d{1,2})-(\\d{1,2})(?!\\d)`, "i"), (m) => ({ year: Number(m[1]), month: Number(m[2]), day: Number(m[3]) })],
  [new RegExp(`${LEAD}(?:the\\s+)?(\\d{1,2})(?:st|nd|rd|th|er)?\\.?\\s*(?:of\\s+|de\\s+)?(${MONTH})\\b\\.?,?(?:\\s+(\\d{4}))?`, "iu"), (m) => ({ day: Number(m[1]), month: monthOf(m[2]), year: yearOf(m[3]) })],
  [new RegExp(`${LEAD}(${MONTH})\\b\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)(?:,?\\s+(\\d{4}))?`, "iu"), (m) => ({ month: monthOf(m[1]), day: Number(m[2]), year: yearOf(m[3]) })],
  [new RegExp(`${LEAD}(\\d{1,2})[./](\\d{1,2})(?:[./](\\d{4}|\\d{2}))?\\.?(?!\\d)`, "i"), (m) => ({ day: Number(m[1]), month: Number(m[2]), year: yearOf(m[3]) })],
];

const STATES: [RegExp, TourDate["status"]][] = [
  [/\b(sold[\s-]*out|ausverkauft|complet)\b!?/i, "sold-out"],
  [/\b(cancell?ed|abgesagt|annulé|off)\b!?/i, "cancelled"],
  [/\b(moved|rescheduled|postponed|verlegt|verschoben|reporté|upgraded|hochverlegt)\b!?/i, "moved"],
];

const monthOf = (word: string | undefined): number => MONTHS[(word ?? "").toLowerCase()] ?? 0;
const yearOf = (digits: string | undefined): number | undefined => (digits === undefined ? undefined : digits.length === 2 ? 2000 + Number(digits) : Number(digits));

/** The dates in a text, in the order given. Lines that are none are left out. `today` (`2015-04-09`) decides years that are not said. */
export function readDates(text: string, today: string): TourDate[] {
  const found: TourDate[] = [];
  for (const line of text.split(/\r?\n/)) {
    const date = readDate(line.trim(), found.at(-1)?.date ?? today);
    if (date) found.push(date);
  }
  return found;
}

function readDate(line: string, from: string): TourDate | null {
  for (const [form, parts] of FORMS) {
    const match = form.exec(line);
    const date = match && dayOf(parts(match), from);
    if (match && date) return placed(date, line.slice(match[0].length));
  }
  return null;
}

/** A day; without a year the next one from the date before it, a few months back at most. */
function dayOf({ year, month, day }: { year?: number | undefined; month: number; day: number }, from: string): string | null {
  const write = (y: number): string => `${String(y).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  if (year !== undefined) return isDay(write(year)) ? write(year) : null;
  const this_ = Number(from.slice(0, 4));
  const behind = Number(from.slice(5, 7)) - month;
  const guess = write(behind > 3 ? this_ + 1 : this_);
  return isDay(guess) ? guess : isDay(write(this_ + 1)) ? write(this_ + 1) : null;
}

/** City, venue, tickets, state and note out of what follows the date. */
function placed(date: string, rest: string): TourDate {
  let text = rest;
  const tickets = /https?:\/\/[^\s)>\]]+/i.exec(text)?.[0] ?? "";
  text = text.replace(tickets, " ").replace(/\b(tickets?|karten|billets)\s*:?\s*(?=$|[|)\]])/i, " ");
  let status: TourDate["status"] = "on";
  for (const [pattern, state] of STATES) {
    if (status !== "on" || !pattern.test(text)) continue;
    status = state;
    text = text.replace(new RegExp(`[\\s–—*!(\\[|/-]*${pattern.source}[\\s)\\]*]*`, "i"), " ");
  }
  const notes: string[] = [];
  text = text.replace(/\s*[([]([^)\]]+)[)\]]/g, (_, inside: string) => {
    notes.push(inside.trim());
    return "";
  });
  text = text.replace(/^[\s:,;|–—/-]+|[\s:,;|–—*/-]+$/g, "").replace(/[^\S\t]+/g, " ");
  const { city, venue, more } = cityAndVenue(text);
  if (more) notes.unshift(more);
  return { date, city, venue, tickets, note: notes.filter((note) => note !== "").join(", "), status };
}

function cityAndVenue(text: string): { city: string; venue: string; more: string } {
  const at = /^(.+?)\s*@\s*(.+?)(?:\s+[–—|-]\s+(.+))?$/.exec(text);
  if (at) return { city: clean(at[1]), venue: clean(at[2]), more: clean(at[3]) };
  const tabs = text.split(/\s*(?:\t|\s\|\s|\s[–—-]\s|\s\/\s)\s*/);
  if (tabs.length >= 2) return { city: clean(tabs[0]), venue: clean(tabs[1]), more: tabs.slice(2).map(clean).join(", ") };
  const colon = /^([^:,]+):\s+(.+)$/.exec(text);
  if (colon) return { city: clean(colon[1]), venue: clean(colon[2]), more: "" };
  // `New York, NY, Bowery Ballroom`: a state belongs to its city.
  const commas = text.split(/\s*,\s*/);
  if (commas.length >= 3 && /^[A-Z]{2,3}$/.test(commas[1] ?? "")) return { city: `${clean(commas[0])}, ${commas[1]}`, venue: commas.slice(2).map(clean).join(", "), more: "" };
  if (commas.length === 2 && !/^[A-Z]{2,3}$/.test(commas[1] ?? "")) return { city: clean(commas[0]), venue: clean(commas[1]), more: "" };
  if (commas.length >= 3) return { city: clean(commas[0]), venue: commas.slice(1).map(clean).join(", "), more: "" };
  return { city: clean(text), venue: "", more: "" };
}

function clean(text: string | undefined): string {
  return (text ?? "").replace(/^[\s,;:|–—-]+|[\s,;:|–—-]+$/g, "");
}
