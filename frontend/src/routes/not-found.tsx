/** An address that leads nowhere. */

import { Notice } from "../components/ui/notice.tsx";

export default function NotFoundRoute() {
  return (
    <Notice title="There is nothing here">
      <title>Not found · Coterie</title>
      The address may be mistyped. A room's link looks like{" "}
      <code className="font-mono text-sm">/room/…</code>
    </Notice>
  );
}
