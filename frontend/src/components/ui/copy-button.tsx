/** Copies a text, and says for a moment that it did. */

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { copyText } from "./clipboard.ts";
import { IconButton } from "./icon-button.tsx";

const TOLD_MS = 2_000;

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly testId?: string;
  readonly className?: string;
}

export function CopyButton({ text, label, testId, className }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), TOLD_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      label={isCopied ? "Copied" : label}
      data-testid={testId}
      onClick={() => void copyText(text).then(setCopied)}
      {...(className !== undefined && { className })}
    />
  );
}
