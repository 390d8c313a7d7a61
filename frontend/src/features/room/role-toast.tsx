/** Says that one's role has changed, without taking the focus from the code. */

import { useEffect, useRef, useState } from "react";
import type { Role } from "../../collab/role.ts";
import { Toast } from "../../components/ui/toast.tsx";

const WORDS: Readonly<Record<Role, string>> = {
  owner: "You own this room now.",
  editor: "You can edit now.",
  viewer: "You can only look now: the owner made you a viewer.",
};

export function RoleToast({ role }: { readonly role: Role | undefined }) {
  const before = useRef(role);
  const [text, setText] = useState("");
  useEffect(() => {
    if (before.current !== undefined && role !== undefined && role !== before.current) {
      setText(WORDS[role]);
    }
    before.current = role ?? before.current;
  }, [role]);
  return <Toast text={text} onDone={() => setText("")} />;
}
