/** A text as a QR code, drawn here: no service sees the link. */

import { encode } from "uqr";

interface QrImageProps {
  readonly text: string;
  readonly label: string;
}

// What readers need around the code to find it.
const QUIET_ZONE = 4;

export function QrImage({ text, label }: QrImageProps) {
  const { size, data } = encode(text, { ecc: "M", border: QUIET_ZONE });
  return (
    <svg
      role="img"
      aria-label={label}
      data-testid="share-qr"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      // Black on white in either theme: many readers do not know the reverse.
      className="mx-auto w-48 rounded-xl border border-line bg-[#fff] text-[#000]"
    >
      <path d={modulePath(data)} fill="currentColor" />
    </svg>
  );
}

/** One row of neighbours is one rectangle. */
function modulePath(rows: readonly (readonly boolean[])[]): string {
  let path = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue;
      const start = x;
      while (row[x + 1]) x += 1;
      path += `M${start} ${y}h${x + 1 - start}v1h${start - x - 1}z`;
    }
  });
  return path;
}
