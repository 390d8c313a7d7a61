/** What is not needed every minute: settings, theme, a download, the ways out. */

import {
  Download,
  EllipsisVertical,
  Eraser,
  LogOut,
  type LucideIcon,
  Settings,
} from "lucide-react";
import { useState } from "react";
import { PartBoundary, part } from "../../components/ui/part.tsx";
import { Popover } from "../../components/ui/popover.tsx";
import { ThemeMenu } from "../../components/ui/theme-menu.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { downloadFile } from "./download-file.ts";

export const ForgetDialog = part(() => import("./forget-dialog.tsx"));

interface RoomMenuProps {
  readonly onSettings: () => void;
  readonly onLeave: () => void;
}

export function RoomMenu({ onSettings, onLeave }: RoomMenuProps) {
  const { live, room } = useRoom();
  const [forgetting, setForgetting] = useState(false);

  async function download(): Promise<void> {
    const file = await live.rescue();
    if (file) downloadFile({ ...file, language: file.language ?? room?.language });
  }

  return (
    <>
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
              <Item icon={Download} testId="download-file" onClick={then(download)}>
                Download the code
              </Item>
              <Item icon={LogOut} testId="leave-room" onClick={then(onLeave)}>
                Leave
              </Item>
              <Item icon={Eraser} testId="forget-room" onClick={then(() => setForgetting(true))}>
                Leave and forget
              </Item>
              <div className="mt-2 grid border-line border-t px-1 pt-3 pb-1">
                <ThemeMenu />
              </div>
            </div>
          );
        }}
      </Popover>
      {forgetting ? (
        <PartBoundary onClose={() => setForgetting(false)}>
          <ForgetDialog onClose={() => setForgetting(false)} />
        </PartBoundary>
      ) : null}
    </>
  );
}

interface ItemProps {
  readonly icon: LucideIcon;
  readonly testId: string;
  readonly onClick: () => void;
  readonly children: string;
}

function Item({ icon: Icon, testId, onClick, children }: ItemProps) {
  return (
    <button
      type="button"
      data-testid={testId}
      onClick={onClick}
      className="flex h-10 items-center gap-3 rounded-lg px-3 text-left text-sm hover:bg-sunken focus-visible:outline-offset-[-2px]"
    >
      <Icon size={16} aria-hidden="true" className="text-ink-3" />
      {children}
    </button>
  );
}
