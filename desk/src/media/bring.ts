// Files on their way into the library: a line each, with how much has gone and what became of it.
import { Problem } from "../api.ts";
import { announce } from "../data.ts";
import { word } from "../words.ts";

/** A file of the library, as the API describes it. */
export interface Media {
  key: string; name: string; mime: string; url: string; thumbnail: string;
  /** Pixels as it is shown; 0 for sounds. */
  width: number; height: number;
  credit: string; alt: string; decorative: boolean; caption: string;
  focus: [number, number]; tone: number; expired: boolean; used: number;
}

/** Sends a file's bytes to an address of the API; `told` hears the share that has gone, 0 to 1. Throws a [`Problem`]. */
export function send(path: string, file: File, told: (share: number) => void, signal?: AbortSignal): Promise<Media> {
  // fetch says nothing of what it has sent.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.responseType = "json";
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", (event) => event.lengthComputable && told(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Problem(0)));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Media);
      else reject(new Problem(request.status, (request.response ?? {}) as Record<string, unknown>));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** The files of a drop, a paste or a field that the library takes. */
export function usable(files: Iterable<File> | null | undefined): File[] {
  return [...(files ?? [])].filter((file) => /^(image|audio)\//.test(file.type));
}

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
      const media = await send(path, file, shown.share, stopped.signal);
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
