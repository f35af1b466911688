// The one door to the server: JSON in, JSON out, refusals as `application/problem+json`.
import { word } from "./words.ts";

/** Why the server did not do it. `status` 0: it was not reached. */
export class Problem extends Error {
  readonly status: number;
  /** `outdated`, `taken` … */
  readonly type: string;
  readonly field: string | null;
  /** Everything that the answer said. */
  readonly answer: Record<string, unknown>;
  constructor(status: number, answer: Record<string, unknown> = {}) {
    super(String(answer.detail ?? answer.title ?? (status === 0 ? word("script.unreachable") : word("script.refused", { status }))));
    this.status = status;
    this.type = String(answer.type ?? "").replace(/^.*[/:#]/, "");
    this.field = typeof answer.field === "string" ? answer.field : null;
    this.answer = answer;
  }
}

/** Asks; gives the answer's JSON (`null` when it has none) or throws a [`Problem`]. */
export async function call<T>(method: string, path: string, body?: unknown, more: { signal?: AbortSignal; keepalive?: boolean } = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      redirect: "error",
      ...more,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0);
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(response.status, (answer ?? {}) as Record<string, unknown>);
  return answer as T;
}
