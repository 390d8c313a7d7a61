/** Oneself in the call: what the others see. */

import { Button } from "../../components/ui/button.tsx";
import type { Call } from "../../rtc/call.ts";
import type { LocalMediaStatus } from "../../rtc/local-media.ts";
import { Tile, type TilePlace } from "./tile.tsx";

interface SelfTileProps extends TilePlace {
  readonly call: Call;
  readonly media: LocalMediaStatus;
  readonly name: string;
  readonly color: number;
}

export function SelfTile(props: SelfTileProps & { readonly isSpeaking: boolean }) {
  const { media, call: _call, ...rest } = props;
  return (
    <Tile
      testId="self-tile"
      isYou
      track={media.camera ?? undefined}
      expectsVideo={media.camera !== null}
      isMuted={media.microphone === null || media.muted}
      {...rest}
    />
  );
}

export function SelfScreenTile({ call, media, ...rest }: SelfTileProps) {
  return (
    <Tile
      testId="self-screen-tile"
      isYou
      isScreen
      track={media.screen ?? undefined}
      expectsVideo
      extras={
        <Button
          look="danger"
          className="ml-auto"
          onClick={() => call.media.stopScreen()}
          data-testid="stop-screen"
        >
          Stop sharing
        </Button>
      }
      {...rest}
    />
  );
}
