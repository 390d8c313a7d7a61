/** The link that lets others in: the bare one, or with a key where that no longer admits. */

export function shareLink(roomId: string, key: string | undefined): string {
  const link = new URL(`/room/${encodeURIComponent(roomId)}`, location.origin);
  if (key !== undefined) link.searchParams.set("k", key);
  return link.href;
}
