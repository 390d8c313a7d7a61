/** What opens over a room: one at a time, each fetched when it is first asked for. */

import { PartBoundary, part } from "../components/ui/part.tsx";
import { LeaveDialog } from "../features/room/leave-dialog.tsx";
import type { Command } from "../hooks/commands.ts";
import { useRoom } from "../hooks/room-context.ts";
import { PALETTE_KEYS } from "./use-room-commands.ts";

const CommandPalette = part(() => import("../features/command-palette/command-palette.tsx"));
const ForgetDialog = part(() => import("../features/room/forget-dialog.tsx"));
const SettingsDialog = part(() => import("../features/room-settings/settings-dialog.tsx"));
const ShortcutsSheet = part(() => import("../features/shortcuts/shortcuts-sheet.tsx"));

export const DIALOG_PRELOADS = [
  CommandPalette.preload,
  ForgetDialog.preload,
  SettingsDialog.preload,
  ShortcutsSheet.preload,
];

export type RoomDialog = "palette" | "shortcuts" | "settings" | "leave" | "forget";

interface RoomDialogsProps {
  readonly dialog: RoomDialog | null;
  readonly commands: readonly Command[];
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

export function RoomDialogs({ dialog, ...props }: RoomDialogsProps) {
  if (dialog === null) return null;
  return (
    <PartBoundary key={dialog} onClose={props.onClose}>
      <Dialog dialog={dialog} {...props} />
    </PartBoundary>
  );
}

function Dialog(props: RoomDialogsProps) {
  const { dialog, commands, onLeave, onClose } = props;
  const { room } = useRoom();
  switch (dialog) {
    case "palette":
      return <CommandPalette commands={commands} keys={PALETTE_KEYS} onClose={onClose} />;
    case "shortcuts":
      return <ShortcutsSheet commands={commands} onClose={onClose} />;
    case "settings":
      return room ? <SettingsDialog room={room} onClose={onClose} /> : null;
    case "leave":
      return <LeaveDialog onLeave={onLeave} onClose={onClose} />;
    case "forget":
      return <ForgetDialog onClose={onClose} />;
    case null:
      return null;
  }
}
