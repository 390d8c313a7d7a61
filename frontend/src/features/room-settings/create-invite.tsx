/** Makes a further link; it is shown once, because the server keeps no readable key. */

import { type FormEvent, useState } from "react";
import { createInvite } from "../../api/owner.ts";
import { Button } from "../../components/ui/button.tsx";
import { SelectField, TextField } from "../../components/ui/field.tsx";
import { LinkField } from "../../components/ui/link-field.tsx";
import { shareLink } from "../../hooks/share-link.ts";
import { ownerKeyOf, useOwner } from "./use-owner.ts";

// As the server has it.
const MAX_LABEL_LENGTH = 50;
const HOUR = 3_600;

const ENDS = [
  { label: "An hour", seconds: HOUR },
  { label: "A day", seconds: 24 * HOUR },
  { label: "A week", seconds: 7 * 24 * HOUR },
  { label: "30 days", seconds: 30 * 24 * HOUR },
  { label: "As long as the room", seconds: null },
] as const;

function show(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}

export function CreateInvite({ onCreated }: { readonly onCreated: () => void }) {
  const { roomId, busy, problem, run } = useOwner();
  const [label, setLabel] = useState("");
  const [role, setRole] = useState<"editor" | "viewer">("editor");
  const [end, setEnd] = useState(1);
  const [link, setLink] = useState("");

  async function create(event: FormEvent): Promise<void> {
    event.preventDefault();
    const input = { role, label: label.trim(), expires_in: ENDS[end]?.seconds ?? null };
    await run(async () => {
      const invite = await createInvite(roomId, input, ownerKeyOf(roomId));
      // Of the page's own address, which need not be the API's.
      setLink(shareLink(roomId, invite.link_key));
      setLabel("");
      onCreated();
    });
  }

  return (
    <form onSubmit={create} className="grid gap-3">
      <TextField
        label="For whom"
        hint="only you see it"
        data-testid="invite-label"
        value={label}
        onChange={(event) => setLabel(event.target.value)}
        maxLength={MAX_LABEL_LENGTH}
        placeholder="The second candidate"
      />
      <div className="flex gap-3">
        <SelectField
          label="They can"
          data-testid="invite-role"
          value={role}
          onChange={(event) => setRole(event.target.value as "editor" | "viewer")}
        >
          <option value="editor">Edit</option>
          <option value="viewer">Only look</option>
        </SelectField>
        <SelectField
          label="It lasts"
          data-testid="invite-end"
          value={end}
          onChange={(event) => setEnd(Number(event.target.value))}
        >
          {ENDS.map((choice, index) => (
            <option key={choice.label} value={index}>
              {choice.label}
            </option>
          ))}
        </SelectField>
      </div>
      <div>
        <Button type="submit" disabled={busy} data-testid="create-invite">
          Make a link
        </Button>
      </div>
      <p role="alert" className="text-danger text-sm empty:hidden">
        {problem}
      </p>
      {link === "" ? null : (
        <div ref={show} role="status" className="grid gap-2 rounded-xl bg-accent-soft p-3.5">
          <LinkField label="The new link" link={link} testId="invite-link" />
          <p className="text-ink-2 text-xs">Copy it now: it is not shown again.</p>
        </div>
      )}
    </form>
  );
}
