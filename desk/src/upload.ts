// The one way of a file to the server: its bytes with its name, how much of them has gone, what became of it.
import { Problem } from "./api.ts";

/** A file of the library, as the API describes it. */
export interface Media {
  key: string; name: string; mime: string; url: string; thumbnail: string;
  /** Pixels as it is shown; 0 for sounds. */
  width: number; height: number;
  credit: string; alt: string; decorative: boolean; caption: string;
  focus: [number, number]; tone: number; expired: boolean; used: number;
}

/** Where a file goes, and how it is kept from going on. */
interface Way {
  /** Of the API; the library when there is none. */
  path?: string;
  /** Stops it; the promise is then refused with an `AbortError`. */
  signal?: AbortSignal;
}

/** Sends the bytes; `told` hears the share that has gone, 0 to 1. Throws a [`Problem`]. */
export function upload<Answer = Media>(file: File, told: (share: number) => void, { path = "/media", signal }: Way = {}): Promise<Answer> {
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
      if (request.status >= 200 && request.status < 300) resolve(request.response as Answer);
      else reject(new Problem(request.status, (request.response ?? {}) as Record<string, unknown>));
    });
    signal?.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** The files of a drop, a paste or a field that the library and a text take. */
export function usable(files: Iterable<File> | null | undefined): File[] {
  return [...(files ?? [])].filter((file) => /^(image|audio)\//.test(file.type));
}
