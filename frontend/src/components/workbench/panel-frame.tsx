/** One panel's content: loaded when shown, and the only thing that breaks when it breaks. */

import { Component, type ReactNode, Suspense } from "react";
import { Button } from "../ui/button.tsx";
import { renewParts } from "../ui/part.tsx";
import type { PanelEntry } from "./panel-entry.ts";

export function PanelFrame({ entry }: { readonly entry: PanelEntry }) {
  const Content = entry.component;
  return (
    <PanelBoundary key={entry.id} title={entry.title}>
      <Suspense fallback={<PanelSkeleton />}>
        <Content />
      </Suspense>
    </PanelBoundary>
  );
}

function PanelSkeleton() {
  return (
    <div aria-hidden="true" className="grid gap-3 p-2">
      <span className="skeleton h-3 w-3/4 rounded-full" />
      <span className="skeleton h-3 w-1/2 rounded-full" />
    </div>
  );
}

interface BoundaryProps {
  readonly title: string;
  readonly children: ReactNode;
}

class PanelBoundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  readonly #showAgain = (): void => {
    renewParts();
    this.setState({ failed: false });
  };

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div role="alert" data-testid="panel-failed" className="grid justify-items-start gap-3 p-2">
        <p className="text-ink-2 text-sm">
          {this.props.title} stopped working. The editor is not affected.
        </p>
        <Button onClick={this.#showAgain}>Show it again</Button>
      </div>
    );
  }
}
