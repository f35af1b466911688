// What reading pasted pieces takes. Loaded once the text stands, so that the first letter waits for none of it.
export { readDates } from "../dates.ts";
export { readSongs, readTracks } from "../tracks.ts";
export { clean } from "./clean.ts";
