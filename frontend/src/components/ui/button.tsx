/** A button in one of a few weights. */

import type { ComponentProps } from "react";

export const BUTTON_LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong border-transparent disabled:opacity-60",
  quiet: "bg-raised text-ink border-line hover:border-line-strong disabled:opacity-60",
  danger: "bg-danger text-canvas border-transparent hover:opacity-90 disabled:opacity-60",
} as const;

export const BUTTON_SHAPE =
  "inline-flex shrink-0 items-center justify-center gap-2 border font-medium whitespace-nowrap transition-colors";

const SIZES = {
  // A finger needs more than a pointer.
  small: "h-8 px-3 text-sm rounded-lg max-md:h-11 max-md:rounded-xl",
  large: "h-11 px-5 text-base rounded-xl",
} as const;

interface ButtonProps extends ComponentProps<"button"> {
  readonly look?: keyof typeof BUTTON_LOOKS;
  readonly size?: keyof typeof SIZES;
}

export function Button({ look = "quiet", size = "small", className = "", ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`${BUTTON_SHAPE} ${BUTTON_LOOKS[look]} ${SIZES[size]} ${className}`}
    />
  );
}
