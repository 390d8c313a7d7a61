/** The room's own link, and further ones: each with a role and an end, to be revoked alone. */

import type { Room } from "../../api/rooms.ts";
import { CreateInvite } from "./create-invite.tsx";
import { InviteRow } from "./invite-row.tsx";
import { RotateLink } from "./rotate-link.tsx";
import { Section } from "./section.tsx";
import { useInvites } from "./use-invites.ts";

export function LinksPage({ room }: { readonly room: Room }) {
  const { invites, problem, refresh } = useInvites(room.id);
  return (
    <>
      <RotateLink onRotated={refresh} />
      <Section
        title="Further links"
        text="For a guest, a class or an afternoon: each has a role of its own, and can be revoked alone."
        problem={problem}
      >
        {invites && invites.length > 0 ? (
          <ul aria-label="Further links" className="mb-4 grid grid-cols-[minmax(0,1fr)] gap-2">
            {invites.map((invite) => (
              <InviteRow key={invite.id} invite={invite} onRevoked={refresh} />
            ))}
          </ul>
        ) : null}
        <CreateInvite onCreated={refresh} />
      </Section>
    </>
  );
}
