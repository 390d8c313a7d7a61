/** Saves the room's code as a file of one's own. */

import type { Room } from "../../api/rooms.ts";
import type { LiveRoom } from "../../collab/live-room.ts";
import { downloadFile } from "./download-file.ts";

export async function downloadCode(live: LiveRoom, room: Room | undefined): Promise<void> {
  const file = await live.rescue();
  if (file) downloadFile({ ...file, language: file.language ?? room?.language });
}
