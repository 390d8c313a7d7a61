/** One further link: whom it makes of people, until when, and the way to close it. */

import { useState } from "react";
import { type InviteLink, revokeInvite } from "../../api/owner.ts";
import { Button } from "../../components/ui/button.tsx";
import { spanOf } from "../../hooks/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { Checkbox } from "./checkbox.tsx";
import { ownerKeyOf, useOwner } from "./use-owner.ts";

// What is counted in minutes changes no sooner.
const LOOK_MS = 30_000;

interface InviteRowProps {
  readonly invite: InviteLink;
  readonly onRevoked: () => void;
}

export function InviteRow({ invite, onRevoked }: InviteRowProps) {
  const [isAsking, setAsking] = useState(false);
  const now = useNow(LOOK_MS, invite.expires_at !== null);
  const name = invite.label || "Link without a name";
  return (
    <li data-testid="invite" className="rounded-xl border border-line bg-raised px-3.5 py-2.5">
      <div className="flex items-center gap-3">
        <div className="min-w-0 flex-1">
          <bdi className="block truncate font-medium text-sm" title={name}>
            {name}
          </bdi>
          <p className="text-ink-2 text-xs">{describe(invite, now)}</p>
        </div>
        {isAsking ? null : (
          <Button
            onClick={() => setAsking(true)}
            aria-label={`Revoke ${name}`}
            data-testid="revoke-invite"
          >
            Revoke
          </Button>
        )}
      </div>
      {isAsking ? (
        <Revoke invite={invite} onRevoked={onRevoked} onCancel={() => setAsking(false)} />
      ) : null}
    </li>
  );
}

function Revoke(props: InviteRowProps & { readonly onCancel: () => void }) {
  const { invite, onRevoked, onCancel } = props;
  const { roomId, busy, problem, run } = useOwner();
  const [putsOut, setPutsOut] = useState(true);

  async function revoke(): Promise<void> {
    const people = putsOut ? "remove" : "stay";
    if (await run(() => revokeInvite(roomId, invite.id, people, ownerKeyOf(roomId)))) onRevoked();
  }

  return (
    <div className="mt-2.5 border-line border-t pt-2.5">
      <Checkbox checked={putsOut} onChange={setPutsOut} testId="revoke-people">
        Send out who came by it, too
      </Checkbox>
      <div className="mt-2.5 flex flex-wrap gap-3">
        <Button
          autoFocus
          look="danger"
          disabled={busy}
          onClick={() => void revoke()}
          data-testid="confirm-revoke"
        >
          Revoke the link
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      <p role="alert" className="mt-2 text-danger text-sm empty:hidden">
        {problem}
      </p>
    </div>
  );
}

function describe({ role, expires_at, people }: InviteLink, now: number): string {
  const gives = role === "editor" ? "Lets edit" : "Lets only look";
  const came = people === 1 ? "1 came by it" : `${people === 0 ? "nobody" : people} came by it`;
  return `${gives} · ${endOf(expires_at, now)} · ${came}`;
}

function endOf(expiresAt: string | null, now: number): string {
  if (expiresAt === null) return "no end";
  const seconds = (Date.parse(expiresAt) - now) / 1_000;
  return seconds <= 0 ? "over" : `${spanOf(seconds)} left`;
}
