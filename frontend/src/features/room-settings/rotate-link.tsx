/** Replaces the room's link: for one that went to the wrong people. */

import { useState } from "react";
import { rotateLink } from "../../api/rooms.ts";
import { Button } from "../../components/ui/button.tsx";
import { LinkField } from "../../components/ui/link-field.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { shareLink } from "../../hooks/share-link.ts";
import { Checkbox } from "./checkbox.tsx";
import { Section } from "./section.tsx";
import { ownerKeyOf, useOwner } from "./use-owner.ts";

export function RotateLink({ onRotated }: { readonly onRotated: () => void }) {
  const { linkKey, onLinkKey } = useRoom();
  const { roomId, busy, problem, run } = useOwner();
  const [done, setDone] = useState("");
  const [putsOut, setPutsOut] = useState(false);

  async function rotate(): Promise<void> {
    const done = await run(async () => {
      const people = putsOut ? "remove" : "stay";
      onLinkKey(await rotateLink(roomId, people, ownerKeyOf(roomId)));
    });
    if (!done) return;
    setPutsOut(false);
    onRotated();
    setDone("This is the new link. No older one lets anybody in.");
  }

  return (
    <Section
      title="The room's link"
      text="A new one lets nobody in through the old one, nor through any further link."
      problem={problem}
      done={done}
    >
      <LinkField label="As it is now" link={shareLink(roomId, linkKey)} testId="room-link" />
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          look={putsOut ? "danger" : "quiet"}
          onClick={() => void rotate()}
          disabled={busy}
          data-testid="rotate-link"
        >
          {putsOut ? "New link, everybody out" : "Make a new link"}
        </Button>
        <Checkbox checked={putsOut} onChange={setPutsOut} testId="rotate-people">
          Send everybody else out, too
        </Checkbox>
      </div>
    </Section>
  );
}
