/** What a participant may do to the document. */

export type Role = "owner" | "editor" | "viewer";

/** A role this client does not know may look, but not write. */
export function readRole(value: unknown): Role {
  return value === "owner" || value === "editor" ? value : "viewer";
}
