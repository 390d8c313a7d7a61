/** A field for a link that came as text. */

import { type FormEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import { Button } from "../../components/ui/button.tsx";
import { roomPathOf } from "./room-link.ts";

export function JoinByLink() {
  const navigate = useNavigate();
  const problemId = useId();
  const [link, setLink] = useState("");
  const [wrong, setWrong] = useState(false);

  function join(event: FormEvent): void {
    event.preventDefault();
    const path = roomPathOf(link);
    setWrong(path === undefined);
    if (path !== undefined) void navigate(path);
  }

  return (
    <form onSubmit={join} className="relative flex min-w-0 items-center gap-2">
      <input
        aria-label="Room link or id"
        aria-invalid={wrong}
        aria-describedby={problemId}
        data-testid="join-link"
        value={link}
        onChange={(event) => {
          setLink(event.target.value);
          setWrong(false);
        }}
        placeholder="Paste a room's link"
        autoComplete="off"
        className="h-8 w-44 min-w-0 max-md:h-11 max-md:rounded-xl rounded-lg border border-line bg-raised px-3 text-sm placeholder:text-ink-3 hover:border-line-strong aria-invalid:border-danger sm:w-60"
      />
      <Button type="submit">Join</Button>
      <p
        id={problemId}
        role="alert"
        className="absolute top-full right-0 mt-1.5 text-danger text-xs"
      >
        {wrong ? "That is no link to a room." : ""}
      </p>
    </form>
  );
}
