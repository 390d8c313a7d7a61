/** What happened in a room, and when. */

import { useParams } from "react-router";
import { AnalyticsPage } from "../features/analytics/analytics-page.tsx";

export default function AnalyticsRoute() {
  const { roomId = "" } = useParams();
  return <AnalyticsPage key={roomId} roomId={roomId} />;
}
