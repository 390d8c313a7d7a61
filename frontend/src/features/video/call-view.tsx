/** The call one is in: everybody's tiles, all alike or one large, and the controls. */

import { type ReactNode, useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import type { PreferCall } from "../../hooks/use-call-preferences.ts";
import { usePeople } from "../../hooks/use-people.ts";
import { useSpeaking } from "../../hooks/use-webrtc.ts";
import type { CallPreferences } from "../../remembered/call-preferences.ts";
import { type Call, type CallStatus, SELF } from "../../rtc/call.ts";
import type { LocalMediaStatus } from "../../rtc/local-media.ts";
import { CallControls } from "./call-controls.tsx";
import { SeatsTaken } from "./green-room.tsx";
import { MediaFailures } from "./media-failures.tsx";
import { PeerScreenTile, PeerTile } from "./peer-tiles.tsx";
import { SelfScreenTile, SelfTile } from "./self-tiles.tsx";
import type { TilePlace } from "./tile.tsx";

interface CallViewProps {
  readonly call: Call;
  readonly status: CallStatus;
  readonly media: LocalMediaStatus;
  readonly preferences: CallPreferences;
  readonly prefer: PreferCall;
}

interface Shown {
  readonly key: string;
  readonly isScreen: boolean;
  readonly render: (place: TilePlace) => ReactNode;
}

export function CallView({ call, status, media, preferences, prefer }: CallViewProps) {
  const [pinned, setPinned] = useState<string | null>(null);
  const shown = useTiles(call, status, media);
  const front = shown.find(({ key }) => key === pinned) ?? firstInFront(shown, preferences.layout);
  return (
    <div data-testid="call" className="grid gap-3">
      {status.audioBlocked ? (
        <Button look="primary" data-testid="hear" onClick={() => call.hear()}>
          Click to hear the others
        </Button>
      ) : null}
      {status.listenOnly ? (
        <p className="text-ink-2 text-sm">You are listening: the owner lets viewers not speak.</p>
      ) : null}
      {status.audioOnly ? <SeatsTaken /> : null}
      <MediaFailures call={call} failures={media.failures} />
      <div className="tiles" data-testid="tiles" data-count={shown.length}>
        {shown.map((tile) => (
          // One list in every layout: a tile that is made anew would go dark for a moment.
          <div key={tile.key} className="contents">
            {tile.render({
              isPinned: tile.key === pinned,
              isFront: tile === front,
              onPin: () => setPinned(tile.key === pinned ? null : tile.key),
            })}
          </div>
        ))}
      </div>
      {status.peers.length === 0 && status.members.length === 0 ? (
        <p className="text-center text-ink-2 text-sm">
          Nobody else is in the call yet. The others see that you are.
        </p>
      ) : null}
      <div className="call-bar">
        <CallControls
          call={call}
          status={status}
          media={media}
          preferences={preferences}
          prefer={prefer}
        />
      </div>
    </div>
  );
}

/** Without a pin, a shared screen is what one wants large, then the first of the others. */
function firstInFront(shown: readonly Shown[], layout: CallPreferences["layout"]) {
  if (layout === "grid") return undefined;
  return shown.find(({ isScreen }) => isScreen) ?? shown[0];
}

function useTiles(call: Call, status: CallStatus, media: LocalMediaStatus): readonly Shown[] {
  const speaking = useSpeaking(call);
  const people = usePeople(useRoom().live.people);
  const you = people.find(({ isYou }) => isYou);
  const self = { call, media, name: you?.name ?? "You", color: you?.color ?? 0 };
  const shown: Shown[] = [];
  for (const peer of status.peers) {
    const { peer: id, screen, userId } = peer.member;
    const isListener = status.listeners.includes(userId);
    if (screen && peer.withVideo && !isListener && peer.state !== "failed") {
      shown.push({
        key: `${id} screen`,
        isScreen: true,
        render: (place) => <PeerScreenTile peer={peer} {...place} />,
      });
    }
    shown.push({
      key: id,
      isScreen: false,
      render: (place) => (
        <PeerTile
          call={call}
          peer={peer}
          isListener={isListener}
          isSpeaking={speaking.has(id)}
          {...place}
        />
      ),
    });
  }
  if (media.screen) {
    shown.push({
      key: `${SELF} screen`,
      isScreen: false,
      render: (place) => <SelfScreenTile {...self} {...place} />,
    });
  }
  shown.push({
    key: SELF,
    isScreen: false,
    render: (place) => <SelfTile {...self} isSpeaking={speaking.has(SELF)} {...place} />,
  });
  return shown;
}
