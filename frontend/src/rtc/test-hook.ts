/** Lets browser tests ask the connections themselves, on pages whose test asked beforehand. */

import type { Call } from "./call.ts";

export function showCallToTests(call: Call): void {
  const page = globalThis as { __coterieTest?: { call?: Call } };
  if (page.__coterieTest) page.__coterieTest.call = call;
}
