/** Where a link that hands a room over leads: one click makes this browser the owner's. */

import { useState } from "react";
import { redeemTransfer } from "../../api/owner.ts";
import { ApiProblem, describeProblem } from "../../api/problem.ts";
import { Button } from "../../components/ui/button.tsx";
import { recallOwnerKey, rememberOwnerKey } from "../../remembered/room-keys.ts";
import { RoomEnded } from "./room-ended.tsx";
import { useRoomPreview } from "./use-room-preview.ts";
import { WayIn } from "./way-in.tsx";

interface TakeOverProps {
  readonly roomId: string;
  readonly code: string;
  /** On into the room, as its owner or not. */
  readonly onDone: () => void;
}

type State = "asking" | "busy" | "invalid" | "owned";

const TEXTS: Readonly<Record<State, string>> = {
  asking:
    "Its owner hands this room over to you. You will decide who comes in, and what becomes of it; they stay as an editor.",
  busy: "One moment…",
  invalid:
    "This link no longer hands the room over: it works once, for ten minutes. Its owner can make another one.",
  owned: "This browser owns the room already. Open the link in the browser that shall have it.",
};

export default function TakeOver({ roomId, code, onDone }: TakeOverProps) {
  const { room, end } = useRoomPreview(roomId);
  const [state, setState] = useState<State>(() => (recallOwnerKey(roomId) ? "owned" : "asking"));
  const [problem, setProblem] = useState("");
  const isOffer = state === "asking" || state === "busy";

  async function take(): Promise<void> {
    setState("busy");
    setProblem("");
    try {
      rememberOwnerKey(roomId, await redeemTransfer(roomId, code));
      onDone();
    } catch (error) {
      const isInvalid = error instanceof ApiProblem && [400, 403].includes(error.status);
      setState(isInvalid ? "invalid" : "asking");
      setProblem(isInvalid ? "" : describeProblem(error));
    }
  }

  // A lock or a closed link does not keep out who brings the room's key.
  if (end === "not-found" || end === "deleted") {
    return <RoomEnded end={{ reason: end, message: "" }} />;
  }
  return (
    <WayIn
      title="Take over this room"
      roomName={room?.name}
      text={TEXTS[state]}
      testId="take-over"
      onSubmit={() => (isOffer ? void take() : onDone())}
    >
      <p role="alert" className="mb-3 text-danger text-sm empty:hidden">
        {problem}
      </p>
      <div className="grid gap-3" data-state={state}>
        <Button
          type="submit"
          look="primary"
          size="large"
          disabled={state === "busy"}
          className="w-full"
          data-testid={isOffer ? "become-owner" : "open-room"}
        >
          {isOffer ? "Become the owner" : "Open the room"}
        </Button>
        {isOffer ? (
          <Button size="large" className="w-full" disabled={state === "busy"} onClick={onDone}>
            Not now
          </Button>
        ) : null}
      </div>
    </WayIn>
  );
}
