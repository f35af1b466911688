// Times as people type them, in the paper's zone: `11:29` is the next 11:29 there. The server has the last word on what a
// clock that is put forward or back makes of it.

export interface Local { year: number; month: number; day: number; hour: number; minute: number }

/** What a clock on the paper's wall shows at an instant. */
export function local(at: Date, zone: string): Local {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(at);
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return { year: get("year"), month: get("month"), day: get("day"), hour: get("hour"), minute: get("minute") };
}

/** The instant of a local time; of two in a repeated hour the first, of none in a skipped one the time after the gap. */
export function instant(time: Local, zone: string): Date {
  const wanted = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute);
  const offset = (at: number): number => {
    const shown = local(new Date(at), zone);
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) - Math.floor(at / 60_000) * 60_000;
  };
  const day = 86_400_000;
  const offsets = [offset(wanted - day), offset(wanted + day)];
  const exact = offsets.map((one) => wanted - one).filter((at) => at + offset(at) === wanted);
  return new Date(exact.length > 0 ? Math.min(...exact) : wanted - (offsets[0] ?? 0));
}

/** `2026-11-25T11:29`, as the API takes a local time. */
export function written(time: Local): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${String(time.year).padStart(4, "0")}-${two(time.month)}-${two(time.day)}T${two(time.hour)}:${two(time.minute)}`;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Reads what was typed; null when it is no time. Nothing that lies in the past comes out, unless a year was typed. */
export function read(text: string, now: Date, zone: string): Local | null {
  const words = text.trim().toLowerCase().replace(/(\d)t(\d)/, "$1 $2").replace(/[|,]/g, " ").replace(/\s+/g, " ");
  if (words === "") return null;
  const clock = clockIn(words);
  if (!clock) return null;
  const day = words.replace(clock.said, " ").replace(/\b(at|on)\b/g, " ").replace(/\s+/g, " ").trim();
  const today = local(now, zone);
  const at = (date: { year: number; month: number; day: number }): Local => ({ ...date, hour: clock.hour, minute: clock.minute });
  const coming = (date: { year: number; month: number; day: number }): boolean => instant(at(date), zone).getTime() > now.getTime();
  if (day === "") return at(coming(today) ? today : later(today, 1));
  if (day === "today") return at(today);
  if (day === "tomorrow") return at(later(today, 1));
  const weekday = DAYS.findIndex((name) => day.length >= 3 && (day === name || FULL_DAYS[DAYS.indexOf(name)]?.startsWith(day)));
  if (weekday >= 0) {
    const ahead = (weekday - weekdayOf(today) + 7) % 7;
    return at(ahead === 0 && !coming(today) ? later(today, 7) : later(today, ahead));
  }
  const date = dateIn(day, today, coming);
  return date && real(date) ? at(date) : null;
}

const FULL_DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** The time of day in some words: `11:29`, `11.29 pm`, `9am`, `1129`, `noon`, `midnight`. */
function clockIn(words: string): { hour: number; minute: number; said: string } | null {
  const named = /\b(noon|midday|midnight)\b/.exec(words);
  if (named) return { hour: named[1] === "midnight" ? 0 : 12, minute: 0, said: named[0] };
  const found =
    /(?:^|\s)((\d{1,2})[:.](\d{2})(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?)(?=$|\s)/.exec(words) ??
    /(?:^|\s)((\d{1,2})()\s*(am|pm|a\.m\.|p\.m\.))(?=$|\s)/.exec(words) ??
    /(?:^|\s)(([01]\d|2[0-3])([0-5]\d)())(?=$)/.exec(words);
  if (!found) return null;
  const half = found[4] ? found[4][0] : "";
  const hour = Number(found[2]);
  const minute = Number(found[3] || 0);
  if (minute > 59 || hour > 23 || (half !== "" && (hour < 1 || hour > 12))) return null;
  return { hour: half === "p" ? (hour % 12) + 12 : half === "a" ? hour % 12 : hour, minute, said: found[1] ?? found[0] };
}

type Day = { year: number; month: number; day: number };

/** A date in some words: `2026-11-27`, `27 nov`, `nov 27`, `27 november 2027`, `27/11`, `27.11.2026`. */
function dateIn(text: string, today: Day, coming: (date: Day) => boolean): Day | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso) return { year: Number(iso[1]), month: Number(iso[2]), day: Number(iso[3]) };
  const numbers = /^(\d{1,2})[./](\d{1,2})\.?(?:[./]?(\d{4}))?$/.exec(text);
  const worded = /^(?:[a-z]+ )?(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,})(?: (\d{4}))?$/.exec(text) ?? swapped(/^([a-z]{3,}) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$/.exec(text));
  const day = Number(numbers?.[1] ?? worded?.[1]);
  const month = numbers ? Number(numbers[2]) : worded ? MONTHS.indexOf((worded[2] ?? "").slice(0, 3)) + 1 : 0;
  if (!day || month < 1 || month > 12) return null;
  const year = numbers?.[3] ?? worded?.[3];
  if (year) return { year: Number(year), month, day };
  const date = { year: today.year, month, day };
  return coming(date) ? date : { ...date, year: today.year + 1 };
}

function swapped(found: RegExpExecArray | null): string[] | null {
  return found ? [found[0], found[2] ?? "", found[1] ?? "", found[3] ?? ""].map((part) => part ?? "") : null;
}

function real(date: Day): boolean {
  const made = new Date(Date.UTC(date.year, date.month - 1, date.day));
  return made.getUTCMonth() === date.month - 1 && made.getUTCDate() === date.day;
}

function later(date: Day, days: number): Day {
  const made = new Date(Date.UTC(date.year, date.month - 1, date.day + days));
  return { year: made.getUTCFullYear(), month: made.getUTCMonth() + 1, day: made.getUTCDate() };
}

function weekdayOf(date: Day): number {
  return new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
}

/** `Wednesday 25 November, 11:29`; with the year when it is another than this one. */
export function spoken(at: Date, now: Date, zone: string, language: string): string {
  const year = local(at, zone).year !== local(now, zone).year;
  const day = new Intl.DateTimeFormat(language, { timeZone: zone, weekday: "long", day: "numeric", month: "long", ...(year ? { year: "numeric" } : {}) }).format(at);
  return `${day.replace(/,/g, "")}, ${clock(at, zone)}`;
}

/** `11:29` in the paper's zone. */
export function clock(at: Date, zone: string): string {
  const time = local(at, zone);
  return `${time.hour}:${String(time.minute).padStart(2, "0")}`;
}

/** A moment as a list shows it: the time today, else the day. */
export function brief(at: Date, now: Date, zone: string, language: string): string {
  const [then, today] = [local(at, zone), local(now, zone)];
  if (then.year === today.year && then.month === today.month && then.day === today.day) return clock(at, zone);
  const options: Intl.DateTimeFormatOptions = { timeZone: zone, day: "numeric", month: "short", ...(then.year === today.year ? {} : { year: "numeric" }) };
  return new Intl.DateTimeFormat(language, options).format(at);
}

/** `27 March 2015 | 11:29 am`, as the paper sets a dateline. */
export function dated(at: Date, zone: string, language: string): string {
  const day = new Intl.DateTimeFormat(language, { timeZone: zone, day: "numeric", month: "long", year: "numeric" }).format(at);
  const time = new Intl.DateTimeFormat(language, { timeZone: zone, hour: "numeric", minute: "2-digit" }).format(at);
  return `${day} | ${time}`;
}
