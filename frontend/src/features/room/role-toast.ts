/** Says that one's role has changed, without taking the focus from the code. */

import { useEffect, useRef } from "react";
import type { Role } from "../../collab/role.ts";
import { toasts } from "../../hooks/toasts.ts";

const WORDS: Readonly<Record<Role, string>> = {
  owner: "You own this room now.",
  editor: "You can edit now.",
  viewer: "You can only look now: the owner made you a viewer.",
};

const HANDED_OVER = "Somebody else owns this room now. You can edit on.";

export function useRoleToast(role: Role | undefined): void {
  const before = useRef(role);
  useEffect(() => {
    if (before.current !== undefined && role !== undefined && role !== before.current) {
      const isHandedOver = before.current === "owner" && role === "editor";
      toasts.say(isHandedOver ? HANDED_OVER : WORDS[role]);
    }
    before.current = role ?? before.current;
  }, [role]);
}
