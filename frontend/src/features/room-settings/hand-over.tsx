/** Makes somebody else the owner: by a link that works once, for a few minutes. */

import { useState } from "react";
import { offerTransfer, type Transfer } from "../../api/owner.ts";
import { Button } from "../../components/ui/button.tsx";
import { LinkField } from "../../components/ui/link-field.tsx";
import { QrImage } from "../../components/ui/qr-image.tsx";
import { timeLeft } from "../../hooks/time-left.ts";
import { useNow } from "../../hooks/use-now.ts";
import { Section } from "./section.tsx";
import { ownerKeyOf, useOwner } from "./use-owner.ts";

export function HandOver() {
  const { roomId, busy, problem, run } = useOwner();
  const [offer, setOffer] = useState<Transfer | null>(null);
  const now = useNow(1_000, offer !== null);
  const left = offer === null ? 0 : Date.parse(offer.expires_at) - now;
  const make = () => run(async () => setOffer(await offerTransfer(roomId, ownerKeyOf(roomId))));
  return (
    <Section
      title="Hand the room over"
      text="To somebody else, or to another browser of yours: whoever opens the link first owns the room. You stay in it as an editor, and cannot take it back."
      problem={problem}
    >
      {offer !== null && left > 0 ? (
        <div className="grid gap-4">
          <LinkField
            label="The link, for one person"
            link={transferLink(roomId, offer.code)}
            testId="transfer-link"
          />
          <QrImage
            text={transferLink(roomId, offer.code)}
            label="QR code of the link that hands the room over"
          />
          <p className="text-center text-ink-2 text-sm">
            Works once, for another{" "}
            <strong className="tabular-nums" data-testid="transfer-left">
              {timeLeft(left)}
            </strong>
          </p>
        </div>
      ) : (
        <div className="flex flex-wrap items-center gap-4">
          <Button disabled={busy} onClick={() => void make()} data-testid="offer-transfer">
            {offer === null ? "Make the link" : "Make another link"}
          </Button>
          {offer === null ? null : <p className="text-ink-2 text-sm">The last one is over.</p>}
        </div>
      )}
    </Section>
  );
}

/** The code is in the fragment, which goes to no server and into no log. */
function transferLink(roomId: string, code: string): string {
  return new URL(`/room/${encodeURIComponent(roomId)}#own=${code}`, location.origin).href;
}
