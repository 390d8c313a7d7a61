/** Tells which ways out of this network work, before one relies on them. */

import { Check, CircleHelp, Minus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/ui/button.tsx";
import { useRoom } from "../../hooks/room-context.ts";
import { iceConfiguration } from "../../hooks/use-webrtc.ts";
import { type Route, type RouteResult, testConnection } from "../../rtc/connection-test.ts";
import { iceFailureText } from "./failure-texts.ts";

const ROUTES: Readonly<Record<Route, { readonly name: string; readonly absent: string }>> = {
  host: { name: "This network", absent: "" },
  stun: { name: "The internet (STUN)", absent: "The server names none: fine within one network." },
  turn: { name: "Relay (TURN)", absent: "The server names none: strict firewalls stay closed." },
};

export function ConnectionCheck() {
  const { join } = useRoom();
  const [results, setResults] = useState<readonly RouteResult[] | "running" | null>(null);

  async function run(): Promise<void> {
    setResults("running");
    setResults(await testConnection(iceConfiguration(join).iceServers ?? []));
  }

  return (
    <div className="grid gap-2">
      <Button
        onClick={() => void run()}
        disabled={results === "running" || join === null}
        data-testid="test-connection"
      >
        {results === "running" ? "Testing …" : "Test the connection"}
      </Button>
      <ul aria-live="polite" className="grid gap-1.5 text-sm empty:hidden">
        {Array.isArray(results)
          ? results.map((result: RouteResult) => <Result key={result.route} {...result} />)
          : null}
      </ul>
    </div>
  );
}

function Result({ route, state, failure }: RouteResult) {
  const { name, absent } = ROUTES[route];
  const Icon = { ok: Check, failed: X, absent: Minus, unknown: CircleHelp }[state];
  const color = {
    ok: "text-accent",
    failed: "text-danger",
    absent: "text-ink-3",
    unknown: "text-ink-3",
  }[state];
  const unknown = "This browser does not tell.";
  const said = {
    ok: "works",
    unknown,
    failed: failure ? iceFailureText(failure).title : "fails",
    absent,
  };
  return (
    <li data-testid={`route-${route}`} data-state={state} className="flex gap-2">
      <Icon size={16} aria-hidden="true" className={`mt-0.5 shrink-0 ${color}`} />
      <span className="min-w-0">
        <span className="font-medium">{name}</span>{" "}
        <span className="text-ink-2">{said[state]}</span>
      </span>
    </li>
  );
}
