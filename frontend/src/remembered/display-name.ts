/** The name a person goes by here, and a friendly one for who has none yet. */

import { recall, remember } from "./local-store.ts";

/** As the server has it. */
export const MAX_NAME_LENGTH = 50;

const KEY = "display-name";

const ADJECTIVES = ["Amber", "Brisk", "Calm", "Clever", "Lucky", "Merry", "Quiet", "Swift"];
const ANIMALS = ["Badger", "Finch", "Heron", "Lynx", "Marten", "Otter", "Swallow", "Wren"];

export function recallDisplayName(): string | undefined {
  const name = recall(KEY);
  return typeof name === "string" && name.trim() !== "" ? name : undefined;
}

export function rememberDisplayName(name: string): void {
  remember(KEY, name);
}

export function friendlyName(random: () => number = Math.random): string {
  const pick = (words: readonly string[]): string =>
    words[Math.floor(random() * words.length)] ?? "";
  return `${pick(ADJECTIVES)} ${pick(ANIMALS)}`;
}
