/** What one must know about the room just now, above everything in it. */

import { useEffect, useState } from "react";
import type { FileCopy } from "../../collab/file-copy.ts";
import type { RoomConnection } from "../../collab/room-connection.ts";
import { Banner } from "../../components/ui/banner.tsx";
import { Button } from "../../components/ui/button.tsx";
import { useRoomStatus } from "../../hooks/use-yjs.ts";
import { downloadFile } from "./download-file.ts";

// A reconnect is over by then; a bar that comes and goes would only move the code.
const WORTH_SAYING_MS = 1_500;

export function UnreachableBanner({ connection }: { readonly connection: RoomConnection }) {
  const isOffline = useRoomStatus(connection, ({ phase }) => phase === "offline");
  const isViewer = useRoomStatus(connection, ({ participant }) => participant?.role === "viewer");
  if (!useLasts(isOffline)) return null;
  return (
    <Banner testId="unreachable" actions={<Button onClick={connection.retryNow}>Try now</Button>}>
      {isViewer
        ? "The server cannot be reached. What you see is from before."
        : "The server cannot be reached. Go on typing: this browser keeps your edits, and they are sent when it is back."}
    </Banner>
  );
}

export function StoreBanner({ connection }: { readonly connection: RoomConnection }) {
  const failing = useRoomStatus(connection, ({ storeFailing }) => storeFailing);
  if (!failing) return null;
  return (
    <Banner tone="danger" testId="store-failing">
      The server cannot write to its disk just now. Go on: edits reach everybody, wait in its
      memory, and are saved when it can write again.
    </Banner>
  );
}

interface StrandedBannerProps {
  readonly file: FileCopy | null;
  /** What the file holds now: nothing was lost where that is the same. */
  readonly current: () => string;
}

export function StrandedBanner({ file, current }: StrandedBannerProps) {
  const [dismissed, setDismissed] = useState<FileCopy | null>(null);
  if (!file || dismissed === file || file.text === current()) return null;
  return (
    <Banner
      tone="danger"
      testId="stranded"
      actions={
        <>
          <Button data-testid="download-copy" onClick={() => downloadFile(file)}>
            Download your version
          </Button>
          <Button onClick={() => setDismissed(file)}>Dismiss</Button>
        </>
      }
    >
      You became a viewer before your last edits reached the server. They are not in the room.
    </Banner>
  );
}

function useLasts(now: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!now) return setLasts(false);
    const timer = setTimeout(() => setLasts(true), WORTH_SAYING_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return lasts;
}
