/** Puts the room's link on the clipboard, and says that it did. */

import { Check, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { copyText } from "./clipboard.ts";

const FEEDBACK_MS = 2_000;

type Outcome = "idle" | "copied" | "failed";

const LABELS: Readonly<Record<Outcome, string>> = {
  idle: "Copy link",
  copied: "Link copied",
  failed: "Copy it from the address bar",
};

export function CopyLink({ roomId }: { readonly roomId: string }) {
  const [outcome, setOutcome] = useState<Outcome>("idle");

  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    const link = new URL(`/room/${encodeURIComponent(roomId)}`, location.origin).href;
    setOutcome((await copyText(link)) ? "copied" : "failed");
  }

  const Icon = outcome === "copied" ? Check : Link2;
  return (
    <Button look="primary" onClick={copy} data-testid="copy-link" data-outcome={outcome}>
      <Icon size={15} aria-hidden="true" />
      <span aria-live="polite" className={outcome === "idle" ? "max-sm:sr-only" : ""}>
        {LABELS[outcome]}
      </span>
    </Button>
  );
}
