// What can be done with a story as it stands, by whom: the rights come from the server with the story.
import type { Story } from "../story.ts";

export type ActName = "submit" | "publish" | "reschedule" | "unschedule" | "update" | "correct" | "send_back" | "share" | "withdraw" | "discard" | "assign" | "special";

/** The act of the one button: what most people do next with a story that stands so. */
export function mainAct(story: Story): ActName | null {
  const can = available(story);
  const wanted: Record<Story["state"]["name"], ActName[]> = {
    assigned: ["publish", "submit"],
    draft: ["publish", "submit"],
    submitted: ["publish"],
    scheduled: ["reschedule"],
    live: ["update"],
    withdrawn: ["publish"],
  };
  return wanted[story.state.name].find((name) => can.includes(name)) ?? null;
}

/** Every act that is possible, in the order in which the bar lists them. */
export function available(story: Story): ActName[] {
  const { rights, pending } = story;
  const { name } = story.state;
  const can: [ActName, boolean][] = [
    ["submit", rights.submit && (name === "draft" || name === "assigned")],
    ["publish", rights.publish && name !== "live" && name !== "scheduled"],
    ["reschedule", rights.publish && name === "scheduled"],
    ["unschedule", rights.publish && name === "scheduled"],
    ["update", rights.correct && name === "live" && pending],
    ["correct", rights.correct && name === "live" && !pending],
    ["send_back", rights.send_back && name === "submitted"],
    ["assign", rights.assign && (name === "assigned" || name === "draft")],
    ["share", rights.share && name !== "live"],
    ["discard", rights.write && pending],
    ["special", rights.special && name === "live"],
    ["withdraw", rights.withdraw && (name === "live" || name === "scheduled")],
  ];
  return can.filter(([, possible]) => possible).map(([act]) => act);
}
