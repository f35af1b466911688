// Files on their way into the library: a line each, with how much has gone and what became of it.
import { Problem } from "../api.ts";
import { announce } from "../data.ts";
import { upload, type Media } from "../upload.ts";
import { word } from "../words.ts";

function line(list: Element, file: File, stop: () => void): { say(words: string): void; share(share: number): void; refuse(reason: string): void; done(): void } {
  const item = document.createElement("li");
  const said = document.createElement("span");
  const bar = document.createElement("progress");
  const button = document.createElement("button");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  button.type = "button";
  button.className = "quiet";
  button.textContent = word("pictures.stop");
  button.addEventListener("click", stop);
  said.textContent = word("pictures.waiting", { name: file.name });
  item.append(said, bar, button);
  list.append(item);
  return {
    say: (words) => (said.textContent = words),
    share: (share) => {
      bar.value = share;
      said.textContent = share < 1 ? word("pictures.uploading", { name: file.name, percent: Math.floor(share * 100) }) : word("pictures.checking", { name: file.name });
    },
    refuse: (reason) => {
      const words = word("pictures.refused", { name: file.name, reason });
      item.replaceChildren(Object.assign(document.createElement("p"), { className: "upload-refused", textContent: words }));
      announce(words);
    },
    done: () => item.remove(),
  };
}

/** Brings files in one after the other, a line each in `list`; gives those that came, in their order. */
export async function bring(list: Element, files: File[], path = "/media"): Promise<Media[]> {
  const waiting = files.map((file) => {
    const stopped = new AbortController();
    return { file, stopped, shown: line(list, file, () => stopped.abort()) };
  });
  const came: Media[] = [];
  for (const { file, stopped, shown } of waiting) {
    if (stopped.signal.aborted) {
      shown.done();
      continue;
    }
    try {
      const media = await upload(file, shown.share, { path, signal: stopped.signal });
      came.push(media);
      announce(word("pictures.brought", { name: media.name }));
      shown.done();
    } catch (error) {
      if (error instanceof Problem) shown.refuse(error.message);
      else if (error instanceof DOMException && error.name === "AbortError") shown.done();
      else throw error;
    }
  }
  return came;
}
