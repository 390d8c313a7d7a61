/** Instead of a room that was never seen: its server does not answer. */

import type { RoomConnection } from "../../collab/room-connection.ts";
import { Button } from "../../components/ui/button.tsx";
import { Notice } from "../../components/ui/notice.tsx";

export function ServerDown({ connection }: { readonly connection: RoomConnection }) {
  return (
    <div data-testid="server-down" role="alert">
      <title>The server does not answer · Coterie</title>
      <Notice
        title="The server does not answer"
        actions={
          <Button look="primary" size="large" onClick={connection.retryNow}>
            Try now
          </Button>
        }
      >
        Your connection may be down, or the server may be starting. This page keeps trying, and
        opens the room as soon as it can.
      </Notice>
    </div>
  );
}
