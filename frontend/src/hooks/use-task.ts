/** Something that one asks for and that may fail: whether it is under way, and what went wrong. */

import { useCallback, useState } from "react";
import { describeProblem } from "../api/problem.ts";

export interface Task {
  readonly busy: boolean;
  /** In words for people; "" while all is well. */
  readonly problem: string;
  /** Answers whether it went well; what it failed with is then in `problem`. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
}

export function useTask(): Task {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem("");
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(describeProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  return { busy, problem, run };
}
