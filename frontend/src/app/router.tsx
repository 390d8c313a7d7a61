/** Which address shows which page. Home comes with the first load, the others when asked for. */

import { lazy, Suspense } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { HomeRoute } from "../routes/home.tsx";

const RoomRoute = lazy(() => import("../routes/room.tsx"));
const AnalyticsRoute = lazy(() => import("../routes/analytics.tsx"));
const NotFoundRoute = lazy(() => import("../routes/not-found.tsx"));

export function Router() {
  return (
    <BrowserRouter>
      <Suspense fallback={null}>
        <Routes>
          <Route path="/" element={<HomeRoute />} />
          <Route path="/room/:roomId" element={<RoomRoute />} />
          <Route path="/room/:roomId/analytics" element={<AnalyticsRoute />} />
          <Route path="*" element={<NotFoundRoute />} />
        </Routes>
      </Suspense>
    </BrowserRouter>
  );
}
