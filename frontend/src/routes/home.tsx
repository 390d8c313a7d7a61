/** Home: what this is, a room in one click, and the way back into others. */

import { Wordmark } from "../components/ui/logo.tsx";
import { ThemeMenu } from "../components/ui/theme-menu.tsx";
import { CreateRoom } from "../features/lobby/create-room.tsx";
import { JoinByLink } from "../features/lobby/join-by-link.tsx";
import { LivePreview } from "../features/lobby/live-preview.tsx";
import { Promises } from "../features/lobby/promises.tsx";
import { PublicRooms } from "../features/lobby/public-rooms.tsx";
import { RecentRooms } from "../features/lobby/recent-rooms.tsx";

export function HomeRoute() {
  return (
    <div className="flex min-h-dvh flex-col overflow-x-clip">
      <title>Coterie: a room for code</title>
      <header className="mx-auto flex w-full max-w-7xl items-center justify-between gap-4 px-5 py-5 sm:px-8">
        <Wordmark />
        <JoinByLink />
      </header>
      <main className="mx-auto grid w-full max-w-7xl flex-1 grid-cols-[minmax(0,1fr)] content-center items-center gap-x-16 gap-y-12 px-5 pt-4 pb-12 sm:px-8 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
        <div>
          <h1 className="font-semibold text-hero tracking-[-0.035em]">
            A room
            <br />
            for code
            <span
              aria-hidden="true"
              className="blink ml-[0.1em] inline-block h-[0.78em] w-[0.075em] translate-y-[0.06em] rounded-full bg-caret"
            />
          </h1>
          <p className="mt-5 mb-8 max-w-sm text-ink-2 text-lg">
            Send a link and edit together, down to the keystroke. On your own server, without an
            account.
          </p>
          <CreateRoom />
        </div>
        <LivePreview />
        <RecentRooms />
        <PublicRooms />
        <Promises />
      </main>
      <footer className="mx-auto flex w-full max-w-7xl justify-end px-5 pb-6 sm:px-8">
        <ThemeMenu />
      </footer>
    </div>
  );
}
