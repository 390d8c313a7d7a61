/** Parts of the page that are fetched when first shown, and may not be there while the server is away. */

import { Component, type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { Button } from "./button.tsx";

export type Part<Props = object> = ComponentType<Props> & {
  /** Fetches it ahead of need; a failure is left to when it is shown. */
  readonly preload: () => void;
};

/** What failed to load, each to be asked for anew by calling it. */
const failed = new Set<() => void>();

/** As React's lazy, but what failed to load can be asked for again: see `renewParts`. */
export function part<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): Part<Props> {
  let Content = attempt();

  function attempt() {
    return lazy(() =>
      load().catch((error: unknown) => {
        // Not renewed here: React renders the part once more to learn of the failure, and would
        // then wait for a new attempt, and so on for as long as the server is away.
        failed.add(renew);
        throw error;
      }),
    );
  }

  function renew(): void {
    Content = attempt();
  }

  return Object.assign((props: Props) => <Content {...props} />, {
    preload: () => void load().catch(() => undefined),
  });
}

/** Lets every part that failed to load be asked for again when it is shown the next time. */
export function renewParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}

interface PartBoundaryProps {
  /** What is shown until the part is there. */
  readonly waiting?: ReactNode;
  readonly onClose?: () => void;
  readonly children: ReactNode;
}

/** Keeps a part that cannot be loaded from taking the page, and what is typed in it, along. */
export class PartBoundary extends Component<PartBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  readonly #tryAgain = (): void => {
    renewParts();
    this.setState({ failed: false });
  };

  override render(): ReactNode {
    const { waiting, onClose, children } = this.props;
    if (!this.state.failed) return <Suspense fallback={waiting}>{children}</Suspense>;
    return (
      <div
        role="alert"
        data-testid="part-failed"
        className="fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-md flex-wrap items-center gap-3 rounded-lg border border-line bg-surface p-4 text-sm shadow-lift"
      >
        <p className="grow">This could not be loaded: the server may be away.</p>
        <Button onClick={this.#tryAgain}>Try again</Button>
        {onClose ? <Button onClick={onClose}>Close</Button> : null}
      </div>
    );
  }
}
