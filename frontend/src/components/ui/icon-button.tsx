/** A button that shows only an icon; its name is read aloud and shown on hover. */

import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

const LOOKS = {
  quiet: "text-ink-2 hover:bg-sunken hover:text-ink",
  framed: "border border-line bg-raised text-ink hover:border-line-strong",
  off: "border border-transparent bg-[color-mix(in_srgb,var(--color-danger)_12%,var(--color-raised))] text-danger hover:border-danger",
  danger: "bg-danger text-canvas hover:opacity-90",
  /** In the colours of what it is on. */
  plain: "opacity-75 hover:opacity-100",
  /** On top of a picture, whatever its colours. */
  overlay: "overlay",
} as const;

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly look?: keyof typeof LOOKS;
  readonly size?: "small" | "large";
}

export function IconButton(props: IconButtonProps) {
  const { icon: Icon, label, look = "quiet", size = "small", className = "", ...rest } = props;
  const shape =
    size === "small" ? "size-8 rounded-lg max-md:size-11" : "size-10 rounded-full max-md:size-11";
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`grid shrink-0 place-items-center transition-colors disabled:opacity-50 ${shape} ${LOOKS[look]} ${className}`}
    >
      <Icon size={size === "small" ? 15 : 18} aria-hidden="true" />
    </button>
  );
}
