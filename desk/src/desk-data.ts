// What the page of the desk says about itself to its scripts: one island of JSON, printed by the layout.

export interface DeskData {
  /** The paper's zone, by its name in the tz database. */
  zone: string;
  /** BCP 47. */
  language: string;
  paper: string;
  me: { id: number; name: string; role: "contributor" | "writer" | "editor" | "owner" };
  sections: { slug: string; name: string }[];
  staff: { id: number; name: string; role: string }[];
}

let read: DeskData | undefined;

/** The island, read once. */
export function deskData(): DeskData {
  read ??= JSON.parse(document.getElementById("desk-data")?.textContent ?? "{}") as DeskData;
  return read;
}
