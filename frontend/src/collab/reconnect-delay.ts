/** How long to wait before the next attempt to connect. */

// Short enough that a restarted server is met before anybody looks for the badge.
const FIRST_DELAY_MS = 250;
// Each failure waits this much longer than the one before.
const GROWTH = 1.7;
// A server that is back after minutes is found within this time.
const MAX_DELAY_MS = 8_000;
// The share of a delay left to chance, so that a room does not come back all at once.
const JITTER = 0.5;

/** The wait after `failures` attempts in a row that failed (the first wait is for 0). */
export function reconnectDelay(failures: number, random: () => number = Math.random): number {
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * GROWTH ** failures);
  return full * (1 - JITTER * random());
}
