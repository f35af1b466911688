// Opens the story's draft before any element of the page asks for it. Imported first.
import { openDraft } from "./draft.ts";
import { windowName } from "./saving/client.ts";
import type { Story } from "./story.ts";

openDraft(JSON.parse(document.getElementById("story")?.textContent ?? "null") as Story, windowName());
