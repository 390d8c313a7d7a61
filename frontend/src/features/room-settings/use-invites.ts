/** The room's further links as the server has them, asked for again when they change. */

import { useCallback, useEffect, useState } from "react";
import { type InviteLink, listInvites } from "../../api/owner.ts";
import { describeProblem } from "../../api/problem.ts";
import { ownerKeyOf } from "./use-owner.ts";

export interface Invites {
  /** Undefined until the server told. */
  readonly invites: readonly InviteLink[] | undefined;
  readonly problem: string;
  readonly refresh: () => void;
}

export function useInvites(roomId: string): Invites {
  const [invites, setInvites] = useState<readonly InviteLink[]>();
  const [problem, setProblem] = useState("");
  const [asked, setAsked] = useState(0);
  const refresh = useCallback(() => setAsked((count) => count + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for each of these
  useEffect(() => {
    const abort = new AbortController();
    listInvites(roomId, ownerKeyOf(roomId), abort.signal).then(
      (links) => {
        setInvites(links);
        setProblem("");
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setProblem(describeProblem(error));
      },
    );
    return () => abort.abort();
  }, [roomId, asked]);
  return { invites, problem, refresh };
}
