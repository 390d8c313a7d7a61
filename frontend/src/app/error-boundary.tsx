/** What is shown when the page itself fails. */

import { Component, type ReactNode } from "react";
import { Button } from "../components/ui/button.tsx";

interface Props {
  readonly children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    // Without links of the router: it may be what failed.
    return (
      <main className="mx-auto grid min-h-dvh max-w-xl content-center gap-3 px-6">
        <h1 className="font-semibold text-xl tracking-tight">This page stopped working</h1>
        <p className="text-ink-2">
          Part of it could not be loaded or shown. What the badge called saved is safe on the
          server; loading the page again brings it back.
        </p>
        <div className="mt-4">
          <Button look="primary" onClick={() => location.reload()}>
            Load again
          </Button>
        </div>
      </main>
    );
  }
}
