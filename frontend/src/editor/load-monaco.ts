/** Brings Monaco, once, when a page first needs it; the page shows itself before. */

export type Monaco = typeof import("./monaco.chunk.ts").monaco;

let loading: Promise<Monaco> | undefined;

export function loadMonaco(): Promise<Monaco> {
  loading ??= import("./monaco.chunk.ts").then(
    (chunk) => chunk.monaco,
    (error: unknown) => {
      // A lost connection must not be remembered: the next call tries again.
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
