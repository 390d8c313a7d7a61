/** The room's link as text and as a QR code, and what it lets people do. */

import { useId } from "react";
import type { Room } from "../../api/rooms.ts";
import { QrImage } from "../../components/ui/qr-image.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { shareLink } from "../../hooks/share-link.ts";
import { CopyLink } from "./copy-link.tsx";

const GIVES = {
  editor: "Whoever has it can come in and edit.",
  viewer: "Whoever has it can come in and look, but not edit.",
} as const;

export default function SharePanel() {
  const { roomId, room, linkKey } = useRoom();
  const id = useId();
  const link = shareLink(roomId, linkKey);
  // Somebody else made a new link: the one this browser knows would lead nowhere.
  if (room?.link_closed && linkKey === undefined) {
    return (
      <div className="p-5 max-md:pt-1">
        <h2 className="font-semibold">This room has a private link</h2>
        <p className="mt-1 text-ink-2 text-sm">
          Its owner replaced the link, and this browser does not have the new one. Ask the owner for
          it.
        </p>
      </div>
    );
  }
  return (
    <div className="grid gap-4 p-5 max-md:pt-1">
      <div>
        <label htmlFor={id} className="font-semibold">
          The room's link
        </label>
        <p className="mt-1 text-ink-2 text-sm">{GIVES[room?.link_role ?? "editor"]}</p>
      </div>
      <div className="flex gap-2">
        <input
          id={id}
          readOnly
          data-testid="share-link"
          value={link}
          onFocus={(event) => event.target.select()}
          className="h-8 min-w-0 flex-1 rounded-lg border border-line bg-sunken px-2.5 font-mono text-xs max-md:h-11 max-md:rounded-xl"
        />
        <CopyLink link={link} testId="share-copy" />
      </div>
      {room ? <Guarded room={room} /> : null}
      <QrImage text={link} label="QR code of the room's link" />
      <p className="text-center text-ink-3 text-xs">Point a phone's camera at it to come along.</p>
    </div>
  );
}

/** What stands between the link and the room. */
function Guarded({ room }: { readonly room: Room }) {
  if (!room.locked && !room.has_password) return null;
  return (
    <p data-testid="share-guarded" className="text-sm text-warn">
      {room.locked
        ? "The room is locked: nobody new gets in until its owner unlocks it."
        : "Newcomers are asked for the room's password as well."}
    </p>
  );
}
