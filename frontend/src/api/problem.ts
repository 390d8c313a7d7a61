/** What a call can fail with, as a value that callers can tell apart. */

/** The server answered with RFC 9457 problem details, or with a bare status. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The server's stable name for what happened, e.g. `room-full`; empty where it gave none. */
  readonly code: string;
  /** Messages by field, for what a person typed. */
  readonly errors: Readonly<Record<string, readonly string[]>>;
  /** Seconds after which to ask again; undefined where the server names none. */
  readonly retryAfter: number | undefined;

  constructor(status: number, body: unknown, retryAfter: string | null = null) {
    const fields = isRecord(body) ? body : {};
    super(typeof fields.detail === "string" ? fields.detail : `The server answered ${status}.`);
    this.name = "ApiProblem";
    this.status = status;
    this.code = typeof fields.code === "string" ? fields.code : "";
    this.errors = isRecord(fields.errors) ? readErrors(fields.errors) : {};
    // A date is allowed too, but our server counts.
    this.retryAfter = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  }

  /** The first message that belongs to one field, else what went wrong as a whole. */
  get firstMessage(): string {
    return Object.values(this.errors)[0]?.[0] ?? this.message;
  }
}

/** No answer came: no network, no server, or it took too long. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}

/** In words for people, whatever it was. */
export function describeProblem(error: unknown): string {
  return error instanceof ApiProblem ? error.firstMessage : "The server cannot be reached.";
}

function readErrors(errors: Record<string, unknown>): Record<string, readonly string[]> {
  const entries = Object.entries(errors).map(([field, messages]) => {
    const list: unknown[] = Array.isArray(messages) ? messages : [messages];
    return [field, list.map(String)] as const;
  });
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
