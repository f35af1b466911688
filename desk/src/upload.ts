// Brings a file into the library, and says how much of it has gone.
import { Problem } from "./api.ts";

/** A file of the library, as the API describes it. */
export interface Media {
  key: string; alt?: string; credit?: string; caption?: string;
  /** Pixels. */
  width: number; height: number;
  focus?: [number, number];
  /** The address of a small form of it. */
  thumbnail?: string;
}

/** Sends the bytes; `told` hears the share that has gone, 0 to 1. Throws a [`Problem`]. */
export function upload(file: File, told: (share: number) => void): Promise<Media> {
  // fetch says nothing of what it has sent.
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/media");
    request.responseType = "json";
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.upload.addEventListener("progress", (event) => event.lengthComputable && told(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Problem(0)));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as Media);
      else reject(new Problem(request.status, (request.response ?? {}) as Record<string, unknown>));
    });
    request.send(file);
  });
}
