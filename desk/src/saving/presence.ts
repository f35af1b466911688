// Who is in the story. One window writes; others read until they take over.
import { call } from "../api.ts";
import type { DraftStore } from "../draft.ts";
import { hear, say } from "../events.ts";
import type { Presence, Story } from "../story.ts";

const BEAT_MS = 10_000;

/** Says every ten seconds that this window is here, and holds the text back while somebody else writes. `gaveUp` hears who
    writes when what was unsaved here has been set aside for them. */
export function watchPresence(store: DraftStore, told: (presence: Presence) => void, gaveUp: (who: string) => void): void {
  const path = `/stories/${store.id}`;
  let had = false;
  let beating: Promise<void> | null = null;
  let heard = false;

  const apply = async (presence: Presence): Promise<void> => {
    const held = presence.holder !== null && !presence.yours;
    if (held) {
      // Nothing more is typed while what is here and what the holder has are told apart.
      store.holdBack("somebody else", true);
      // Taken over, or typed before the first answer: what is unsaved is put aside before the other text comes.
      if (had || store.unsaved) {
        if (await store.giveUp()) gaveUp(presence.holder?.who ?? "");
      } else if (presence.newest > store.revision) store.replaceStory(await call<Story>("GET", path));
    }
    store.holdBack("somebody else", held);
    had = presence.yours;
    told(presence);
    say("desk:presence", presence);
  };

  const sayHere = async (): Promise<void> => {
    try {
      await apply(await call<Presence>("POST", `${path}/presence`, { client: store.client }));
      heard = true;
    } catch {
      // Not reached, or signed out: saving says so already. The next beat tries again.
    }
  };

  const beat = (): Promise<void> => (beating ??= sayHere().finally(() => (beating = null)));

  const takeOver = async (): Promise<void> => {
    try {
      await call("POST", `${path}/take-over`, { client: store.client });
      store.replaceStory(await call<Story>("GET", path));
    } catch {
      // Not reached, or not allowed: the beat tells who writes.
    }
    // One that was under way was answered before the story was taken over.
    await beating;
    await beat();
  };

  void beat();
  setInterval(() => void beat(), BEAT_MS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && heard && void beat());
  hear("desk:take-over", () => void takeOver());
  addEventListener("pagehide", () => {
    navigator.sendBeacon(`/api/v1${path}/leave`, new Blob([JSON.stringify({ client: store.client })], { type: "application/json" }));
  });
}
