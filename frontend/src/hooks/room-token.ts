/** How long a room token is good for, in seconds: read from it, not checked; that is the server's. */

export function lifetimeOf(token: string): number {
  try {
    const [, payload = ""] = token.split(".");
    const claims: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const { exp, iat } = claims as { exp?: unknown; iat?: unknown };
    return typeof exp === "number" && typeof iat === "number" ? exp - iat : 0;
  } catch {
    return 0;
  }
}
