// What the pages of stories and lists are told besides words: who asks, and what there is to choose from.
import { data } from "./data.ts";

export interface DeskData {
  /** The paper's zone, by its name in the tz database. */
  zone: string;
  /** BCP 47. */
  language: string;
  paper: string;
  sections: { slug: string; name: string }[];
  /** Whom something can be assigned to; empty for who assigns nothing. */
  staff: { id: number; name: string }[];
}

/** The page's data, with nothing to choose from where the page says nothing of it. */
export function deskData(): DeskData {
  return { sections: [], staff: [], ...data } as unknown as DeskData;
}
