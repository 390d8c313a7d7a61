/** The room that one is in, for whatever is shown around its editor. */

import { createContext, useContext } from "react";
import type { Join, Room } from "../api/rooms.ts";
import type { LiveRoom } from "../collab/live-room.ts";
import type { Role } from "../collab/role.ts";

export interface RoomContextValue {
  readonly roomId: string;
  readonly live: LiveRoom;
  /** The newest join's answer; null until there was one. */
  readonly join: Join | null;
  /** Undefined until the server told. */
  readonly room: Room | undefined;
  /** Our own, as of now. */
  readonly role: Role | undefined;
  /** The key of the newest link, where the bare link no longer admits. */
  readonly linkKey: string | undefined;
  /** A room token that is good for a while yet; joins anew where the last one is about to end. */
  readonly freshToken: () => Promise<string>;
  readonly onRoom: (room: Room) => void;
  readonly onLinkKey: (key: string) => void;
}

export const RoomContext = createContext<RoomContextValue | null>(null);

export function useRoom(): RoomContextValue {
  const value = useContext(RoomContext);
  if (!value) throw new Error("useRoom is only for what is inside a room");
  return value;
}
