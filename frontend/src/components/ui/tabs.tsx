/** Several pages of one dialog, of which one is shown; what was typed on the others stays. */

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly [Tab, ...Tab[]];
}

export function Tabs({ label, tabs }: TabsProps) {
  const prefix = useId();
  const [current, setCurrent] = useState(tabs[0].id);
  // A page is not made before it is asked for: some load what they show.
  const [seen, setSeen] = useState<readonly string[]>([current]);
  const list = useRef<HTMLDivElement>(null);

  function choose(id: string): void {
    setCurrent(id);
    setSeen((before) => (before.includes(id) ? before : [...before, id]));
  }

  function press(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ id }) => id === current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    list.current?.querySelector<HTMLElement>(`[data-testid="tab-${next.id}"]`)?.focus();
  }

  return (
    <>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={press}
        className="sticky -top-1 z-10 -mx-1 mb-5 flex shrink-0 gap-1 overflow-x-auto bg-(--panel) border-line border-b px-1"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${prefix}-tab-${tab.id}`}
            aria-selected={tab.id === current}
            aria-controls={`${prefix}-page-${tab.id}`}
            tabIndex={tab.id === current ? 0 : -1}
            data-testid={`tab-${tab.id}`}
            onClick={() => choose(tab.id)}
            className="-mb-px h-9 shrink-0 border-transparent border-b-2 px-2.5 font-medium text-ink-2 text-sm hover:text-ink focus-visible:outline-offset-[-2px] aria-selected:border-accent aria-selected:text-ink max-md:h-11"
          >
            {tab.label}
          </button>
        ))}
      </div>
      {tabs.map(({ id, content }) => (
        <div
          key={id}
          role="tabpanel"
          id={`${prefix}-page-${id}`}
          aria-labelledby={`${prefix}-tab-${id}`}
          hidden={id !== current}
        >
          {seen.includes(id) ? content : null}
        </div>
      ))}
    </>
  );
}
