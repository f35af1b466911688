// Runs on the page of a story: the words in the middle first, then the facts beside them.
import "./opened.ts";
import "./editor/words.ts";
import { arriving } from "./keys.ts";

// The words come first; what stands around them follows without holding them up.
arriving(import("./story-column.ts"));
