/** The room's chat, and whether we may write in it. */

import { useSyncExternalStore } from "react";
import type { ChatSnapshot } from "../collab/chat-log.ts";
import { useRoom } from "./room-context.ts";
import { useRoomStatus } from "./use-yjs.ts";

export function useChat(): ChatSnapshot {
  const { chat } = useRoom().live;
  return useSyncExternalStore(chat.subscribe, chat.getSnapshot);
}

export function useMayChat(): boolean {
  const { live, room, role } = useRoom();
  const viewersChat = useRoomStatus(live.connection, (status) => status.viewersChat);
  return role !== "viewer" || (viewersChat ?? room?.abilities.chat ?? true);
}
