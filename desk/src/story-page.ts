// Runs on the page of a story: the words in the middle first, then the facts beside them.
import "./opened.ts";
import "./editor/words.ts";
