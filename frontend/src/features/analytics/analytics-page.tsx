/** A room's figures and charts: how it is, live, and what there is to choose. */

import { ArrowLeft, Pause, Play } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import type { Span } from "../../api/analytics.ts";
import { Button } from "../../components/ui/button.tsx";
import { Wordmark } from "../../components/ui/logo.tsx";
import { ThemeMenu } from "../../components/ui/theme-menu.tsx";
import { Figures } from "./figures.tsx";
import { NoAnalytics } from "./no-analytics.tsx";
import { RoomCharts } from "./room-charts.tsx";
import { SpanChoice } from "./span-choice.tsx";
import { useRoomAnalytics } from "./use-room-analytics.ts";

export function AnalyticsPage({ roomId }: { readonly roomId: string }) {
  const [span, setSpan] = useState<Span>("minute");
  const [isLive, setLive] = useState(true);
  const { analytics, refusal, isAway } = useRoomAnalytics(roomId, span, isLive);
  if (refusal) return <NoAnalytics roomId={roomId} refusal={refusal} />;
  const name = analytics?.name;
  return (
    <div className="flex min-h-dvh flex-col overflow-x-clip">
      <title>
        {name === undefined ? "Room analytics · Coterie" : `${name}: analytics · Coterie`}
      </title>
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between gap-4 px-5 py-5 sm:px-8">
        <Link to="/" aria-label="Coterie: home">
          <Wordmark />
        </Link>
        <ThemeMenu />
      </header>
      <main className="mx-auto grid w-full max-w-6xl flex-1 grid-cols-[minmax(0,1fr)] content-start gap-5 px-5 pb-12 sm:px-8">
        <div>
          <Link
            to={`/room/${encodeURIComponent(roomId)}`}
            className="inline-flex min-h-8 items-center gap-1.5 text-accent text-sm hover:underline max-md:min-h-11"
          >
            <ArrowLeft size={14} aria-hidden="true" /> Open the room
          </Link>
          <h1 className="mt-1 font-semibold text-2xl tracking-tight">
            {name === undefined ? (
              "Room analytics"
            ) : (
              <>
                <bdi data-testid="room-name">{name}</bdi>{" "}
                <span className="font-normal text-ink-3">analytics</span>
              </>
            )}
          </h1>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <SpanChoice span={span} onChoose={setSpan} />
          <div className="flex items-center gap-3">
            <p role="status" data-testid="analytics-state" className="text-ink-3 text-sm">
              {stateWords(isAway, isLive)}
            </p>
            <Button onClick={() => setLive(!isLive)} data-testid="live-button">
              {isLive ? (
                <>
                  <Pause size={14} aria-hidden="true" /> Pause
                </>
              ) : (
                <>
                  <Play size={14} aria-hidden="true" /> Follow
                </>
              )}
            </Button>
          </div>
        </div>
        {analytics ? <Shown analytics={analytics} /> : <Skeleton />}
      </main>
    </div>
  );
}

function Shown({ analytics }: { readonly analytics: Parameters<typeof Figures>[0]["analytics"] }) {
  if (analytics.started_at === null) {
    return (
      <p
        data-testid="analytics-empty"
        className="rounded-2xl border border-line border-dashed px-6 py-16 text-center text-ink-2"
      >
        Nobody was in this room yet. What happens in it will show here.
      </p>
    );
  }
  return (
    <>
      <Figures analytics={analytics} />
      <RoomCharts analytics={analytics} />
    </>
  );
}

function Skeleton() {
  return (
    <>
      <div className="skeleton h-20 rounded-2xl" />
      <div className="skeleton h-64 rounded-2xl" />
    </>
  );
}

function stateWords(isAway: boolean, isLive: boolean): string {
  if (isAway) return "The server is away; this is what was known.";
  return isLive ? "Live" : "Paused";
}
