/** The time, again and again, for what counts seconds or minutes. */

import { useEffect, useState } from "react";

/** Milliseconds since 1970; stands still while there is nothing to count. */
export function useNow(interval: number, counting: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!counting) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval, counting]);
  return now;
}
