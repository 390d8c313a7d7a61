/** Who said what in a row: messages of one person in a short time stand under one name. */

import type { ChatMessage } from "../../collab/chat-messages.ts";

// After a pause the name and the time are worth saying again.
const PAUSE_MS = 5 * 60_000;

export interface ChatGroup {
  /** Of its first message. */
  readonly id: number;
  readonly userId: string;
  readonly name: string;
  readonly at: number;
  /** Said where another day begins than that of the group before. */
  readonly isNewDay: boolean;
  readonly messages: readonly ChatMessage[];
}

export function groupMessages(messages: readonly ChatMessage[]): readonly ChatGroup[] {
  const groups: (Omit<ChatGroup, "messages"> & { messages: ChatMessage[] })[] = [];
  let before: ChatMessage | undefined;
  for (const message of messages) {
    const { id, userId, name, at } = message;
    const isNewDay = before !== undefined && !isSameDay(before.at, at);
    const group = groups.at(-1);
    const goesOn =
      before?.userId === userId && before.name === name && at - before.at < PAUSE_MS && !isNewDay;
    if (group && goesOn) group.messages.push(message);
    else groups.push({ id, userId, name, at, isNewDay, messages: [message] });
    before = message;
  }
  return groups;
}

export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

export function dayOf(at: number, now = Date.now()): string {
  if (isSameDay(at, now)) return "Today";
  return new Date(at).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
