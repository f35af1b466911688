// Track and set lists out of pasted lines. Pure.
import type { Song, Track } from "./attributes.ts";

const NUMBER = /^\s*(?:[AB]?\d{1,3}\s*[.):–—-]\s*|[•*·–—-]\s+|\d{1,2}\s{2,})/;
const LENGTH = /\s*[–—(\[-]?\s*((?:\d{1,2}:)?\d{1,2}:[0-5]\d)\s*[)\]]?\s*$/;
const ENCORE = /^\W*(encore|zugabe|rappel)\W*\d*\W*$/i;

/** A line a track: `1. Corridor (feat. Odalys Kerr) 3:45`. */
export function readTracks(text: string): Track[] {
  return lines(text).map((line) => {
    const bare = line.replace(NUMBER, "");
    const length = LENGTH.exec(bare)?.[1] ?? "";
    const { title, note } = aside(bare.replace(LENGTH, ""));
    const artist = /^(?:feat|featuring|ft|with|mit|avec)\b/i.test(note) ? note : "";
    return { title, length, artist, note: artist === "" ? note : "" };
  });
}

/** A line a song; what stands behind a line that says “Encore” comes after it. */
export function readSongs(text: string): { songs: Song[]; encore: Song[] } {
  const all = lines(text);
  const at = all.findIndex((line) => ENCORE.test(line));
  const songs = (some: string[]): Song[] => some.filter((line) => !ENCORE.test(line)).map((line) => aside(line.replace(NUMBER, "")));
  return at < 0 ? { songs: songs(all), encore: [] } : { songs: songs(all.slice(0, at)), encore: songs(all.slice(at)) };
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
}

/** What stands in brackets at the end is a note. */
function aside(line: string): { title: string; note: string } {
  const found = /^(.*\S)\s*[([]([^()[\]]+)[)\]]\s*$/.exec(line.trim());
  return found ? { title: unquoted(found[1] ?? ""), note: (found[2] ?? "").trim() } : { title: unquoted(line.trim()), note: "" };
}

function unquoted(title: string): string {
  return /^[“"‘'«„](.*)[”"’'»“]$/.exec(title.trim())?.[1] ?? title.trim();
}
