/** What the browser refused, each with a way on. */

import type { Call } from "../../rtc/call.ts";
import type { LocalMediaStatus } from "../../rtc/local-media.ts";
import { MEDIA_KINDS } from "../../rtc/signals.ts";
import { mediaFailureText } from "./failure-texts.ts";

interface MediaFailuresProps {
  readonly call: Call;
  readonly failures: LocalMediaStatus["failures"];
}

export function MediaFailures({ call, failures }: MediaFailuresProps) {
  return MEDIA_KINDS.map((kind) => {
    const failure = failures[kind];
    // Who closes the browser's own question about a screen has changed their mind.
    if (!failure || (kind === "screen" && failure === "permission-denied")) return null;
    const { title, advice } = mediaFailureText(kind, failure);
    return (
      <div
        key={kind}
        role="alert"
        data-testid="media-failure"
        data-failure={failure}
        className="rounded-lg border border-line bg-raised p-3 text-sm"
      >
        <p className="font-medium text-danger">{title}</p>
        <p className="mt-1 text-ink-2">{advice}</p>
        <button
          type="button"
          onClick={() => call.media.forgetFailure(kind)}
          className="mt-2 font-medium text-accent hover:underline max-md:-mb-2 max-md:min-h-11"
        >
          All right
        </button>
      </div>
    );
  });
}
