/** Asks somebody who has a name for the room's password, until it is right. */

import { useEffect, useId, useRef, useState } from "react";
import { AdmissionRefused } from "../../collab/admission.ts";
import type { EndReason, RoomEnd } from "../../collab/room-status.ts";
import { Button } from "../../components/ui/button.tsx";
import { timeLeft } from "../../hooks/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { PasswordField } from "./password-field.tsx";
import { RoomEnded } from "./room-ended.tsx";
import { useRoomPreview } from "./use-room-preview.ts";
import { WayIn } from "./way-in.tsx";

/** What the card itself deals with; other refusals are pages of their own. */
const PASSWORD_ENDS: ReadonlySet<EndReason> = new Set([
  "password",
  "password-wrong",
  "password-tries",
]);

const PROBLEMS: Readonly<Partial<Record<EndReason, string>>> = {
  "password-wrong": "This is not the password of this room.",
  "password-tries": "Too many wrong passwords were tried. Wait a while before the next one.",
};

export function asksForPassword(end: RoomEnd | null): end is RoomEnd {
  return end !== null && PASSWORD_ENDS.has(end.reason);
}

interface PasswordCardProps {
  readonly roomId: string;
  /** What the last try came to. */
  readonly end: RoomEnd;
  readonly onUnlock: (password: string) => Promise<void>;
}

export function PasswordCard({ roomId, end: first, onUnlock }: PasswordCardProps) {
  const [end, setEnd] = useState(first);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [isUnreachable, setUnreachable] = useState(false);
  const { room } = useRoomPreview(roomId);
  const wait = useWait(end.retryAt);
  const problemId = useId();
  const card = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: back to the field after each try
  useEffect(() => card.current?.querySelector("input")?.select(), [end]);

  async function enter(): Promise<void> {
    if (wait > 0 || busy) return;
    setBusy(true);
    setUnreachable(false);
    try {
      await onUnlock(password);
    } catch (error) {
      if (error instanceof AdmissionRefused) setEnd(error);
      else setUnreachable(true);
      setBusy(false);
    }
  }

  if (!asksForPassword(end)) return <RoomEnded end={end} />;
  const isOver = end.reason === "password-tries" && wait === 0;
  const problem = isUnreachable
    ? "The server cannot be reached."
    : isOver
      ? ""
      : (PROBLEMS[end.reason] ?? "");
  return (
    <WayIn
      title="Password"
      roomName={room?.name}
      text="Its owner asks newcomers for a password."
      testId="password-card"
      onSubmit={() => void enter()}
    >
      <div ref={card}>
        <PasswordField
          value={password}
          onChange={setPassword}
          problemId={problem === "" ? undefined : problemId}
        />
      </div>
      <p id={problemId} role="alert" className="mt-2 text-danger text-sm empty:hidden">
        {problem}
      </p>
      <Button
        type="submit"
        look="primary"
        size="large"
        disabled={busy || wait > 0}
        className="mt-4 w-full tabular-nums"
        data-testid="unlock-room"
      >
        {wait > 0 ? `Try again in ${timeLeft(wait)}` : "Join the room"}
      </Button>
    </WayIn>
  );
}

/** Milliseconds until then; 0 where there is nothing to wait for. */
function useWait(until: number | undefined): number {
  const [isWaiting, setWaiting] = useState(until !== undefined);
  const now = useNow(1_000, isWaiting);
  const left = until === undefined ? 0 : Math.max(0, until - now);
  useEffect(() => setWaiting(left > 0), [left]);
  return left;
}
