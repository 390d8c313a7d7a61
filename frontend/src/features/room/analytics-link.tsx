/** The way to a room's figures, beside the room: whoever looks at them does not leave it. */

import { ChartColumn, ExternalLink } from "lucide-react";

interface AnalyticsLinkProps {
  readonly roomId: string;
  readonly onClick: () => void;
}

export function AnalyticsLink({ roomId, onClick }: AnalyticsLinkProps) {
  return (
    <a
      href={`/room/${encodeURIComponent(roomId)}/analytics`}
      target="_blank"
      rel="noopener"
      data-testid="room-analytics"
      onClick={onClick}
      className="flex h-9 items-center gap-3 rounded-lg px-3 text-sm hover:bg-sunken focus-visible:outline-offset-[-2px] max-md:h-12 max-md:text-base"
    >
      <ChartColumn size={16} aria-hidden="true" className="text-ink-3" />
      <span className="flex-1">Room analytics</span>
      <ExternalLink size={14} aria-hidden="true" className="text-ink-3" />
      <span className="sr-only">, in a new tab</span>
    </a>
  );
}
