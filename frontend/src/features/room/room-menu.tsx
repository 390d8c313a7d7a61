/** What is not needed every minute: settings, theme, a download, the ways out. */

import {
  Command,
  Download,
  EllipsisVertical,
  Eraser,
  Keyboard,
  LogOut,
  type LucideIcon,
  Maximize,
  Settings,
} from "lucide-react";
import type { ReactNode } from "react";
import { Keys } from "../../components/ui/keys.tsx";
import { Popover } from "../../components/ui/popover.tsx";
import { ThemeMenu } from "../../components/ui/theme-menu.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { AnalyticsLink } from "./analytics-link.tsx";

interface RoomMenuProps {
  readonly onSettings: () => void;
  readonly onDownload: () => void;
  readonly onCommands: () => void;
  readonly onShortcuts: () => void;
  readonly onQuiet: () => void;
  readonly onLeave: () => void;
  readonly onForget: () => void;
  /** What has no place in a phone's bar. */
  readonly children?: ReactNode;
}

export function RoomMenu(props: RoomMenuProps) {
  const { onSettings, onDownload, onCommands, onShortcuts, onQuiet, onLeave, onForget } = props;
  const { roomId, room } = useRoom();
  return (
    <Popover
      label="More"
      testId="room-menu"
      button={<EllipsisVertical size={16} aria-hidden="true" />}
    >
      {(close) => {
        const then = (action: () => void) => () => {
          close();
          action();
        };
        return (
          <div className="grid p-2">
            {room?.abilities.rename ? (
              <Item icon={Settings} testId="room-settings" onClick={then(onSettings)}>
                Room settings
              </Item>
            ) : null}
            <Item icon={Command} testId="open-palette" keys="Mod+K" onClick={then(onCommands)}>
              Commands
            </Item>
            <span className="grid max-md:hidden">
              <Item icon={Keyboard} testId="open-shortcuts" keys="?" onClick={then(onShortcuts)}>
                Keyboard shortcuts
              </Item>
            </span>
            <Item icon={Maximize} testId="quiet-mode" keys="Alt+Q" onClick={then(onQuiet)}>
              Quiet mode
            </Item>
            <Item icon={Download} testId="download-file" onClick={then(onDownload)}>
              Download the code
            </Item>
            {room?.abilities.see_analytics ? (
              <AnalyticsLink roomId={roomId} onClick={close} />
            ) : null}
            <Item icon={LogOut} testId="leave-room" onClick={then(onLeave)}>
              Leave
            </Item>
            <Item icon={Eraser} testId="forget-room" onClick={then(onForget)}>
              Leave and forget
            </Item>
            <div className="mt-2 grid gap-2 border-line border-t px-1 pt-3 pb-1">
              {props.children}
              <ThemeMenu />
            </div>
          </div>
        );
      }}
    </Popover>
  );
}

interface ItemProps {
  readonly icon: LucideIcon;
  readonly testId: string;
  readonly keys?: string;
  readonly onClick: () => void;
  readonly children: string;
}

function Item({ icon: Icon, testId, keys, onClick, children }: ItemProps) {
  return (
    <button
      type="button"
      data-testid={testId}
      onClick={onClick}
      className="flex h-9 items-center gap-3 rounded-lg px-3 text-left text-sm hover:bg-sunken focus-visible:outline-offset-[-2px] max-md:h-12 max-md:text-base"
    >
      <Icon size={16} aria-hidden="true" className="text-ink-3" />
      <span className="flex-1">{children}</span>
      {keys === undefined ? null : (
        <span className="max-md:hidden">
          <Keys combo={keys} />
        </span>
      )}
    </button>
  );
}
