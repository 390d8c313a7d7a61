/** Puts the room's link on the clipboard, and says that it did. */

import { Check, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { copyText } from "../../components/ui/clipboard.ts";

const FEEDBACK_MS = 2_000;

type Outcome = "idle" | "copied" | "failed";

const LABELS: Readonly<Record<Outcome, string>> = {
  idle: "Copy link",
  copied: "Link copied",
  failed: "Copy it from the address bar",
};

interface CopyLinkProps {
  readonly link: string;
  readonly testId?: string;
  /** The icon alone where there is little room. */
  readonly compact?: boolean;
}

export function CopyLink({ link, testId = "copy-link", compact = false }: CopyLinkProps) {
  const [outcome, setOutcome] = useState<Outcome>("idle");

  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), FEEDBACK_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    setOutcome((await copyText(link)) ? "copied" : "failed");
  }

  const Icon = outcome === "copied" ? Check : Link2;
  return (
    <Button
      look="primary"
      onClick={copy}
      data-testid={testId}
      data-outcome={outcome}
      title={LABELS[outcome]}
      className={compact ? "max-lg:px-2" : ""}
    >
      <Icon size={15} aria-hidden="true" />
      <span aria-live="polite" className={compact ? "max-lg:sr-only" : ""}>
        {LABELS[outcome]}
      </span>
    </Button>
  );
}
