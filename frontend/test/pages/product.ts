/** The product as a page sees it: its files, Django's API told what to say, and a real socket. */

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { RoomServer } from "../unit/room-server.ts";
import { FOLDER } from "./build.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".ttf": "font/ttf",
};

export const ROOM_ID = "0b9c3d1e-5a52-4f39-9a4e-2c8f64f7a001";

/** What a call gets instead of its answer. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

export class Product {
  readonly realtime: RoomServer;
  /** Calls received, as "METHOD path", with their bodies. */
  readonly calls: { readonly call: string; readonly body: unknown; readonly query: string }[] = [];
  epoch = "e1";
  role = "owner";
  roomName = "Interview with Grace";
  publicRooms: unknown[] = [];
  /** Join and get answer this instead. */
  refusal: Refusal | null = null;
  /** The next joins answer these instead, one each. */
  readonly joinRefusals: Refusal[] = [];
  invites: Record<string, unknown>[] = [];
  /** No answer at all, neither from Django nor from realtime. */
  away = false;
  change: Record<string, unknown> = {};

  readonly #server: Server;

  private constructor(realtime: RoomServer) {
    this.realtime = realtime;
    realtime.identify = (address) => ({
      participant: address.searchParams.get("token") ?? "",
      role: this.role,
      name: "Ada Lovelace",
    });
    this.#server = createServer((request, response) => void this.#onRequest(request, response));
  }

  static async start(): Promise<Product> {
    const product = new Product(await RoomServer.start());
    await new Promise<void>((resolve) => product.#server.listen(0, "127.0.0.1", resolve));
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  goAway(): void {
    this.away = true;
    this.realtime.refuseWith = 4503;
    this.realtime.cutAll();
  }

  comeBack(): void {
    this.away = false;
    this.realtime.refuseWith = 0;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.realtime.stop();
  }

  /** A room as Django describes it to whoever holds the present role. */
  room(id = ROOM_ID): Record<string, unknown> {
    const owns = this.role === "owner";
    return {
      id,
      name: this.roomName,
      language: "python",
      url: `${this.url}/room/${id}`,
      visibility: "unlisted",
      link_role: "editor",
      link_closed: false,
      has_password: false,
      locked: false,
      retention: "default",
      retention_choices: [
        { retention: "default", seconds: 1_800 },
        { retention: "24h", seconds: 86_400 },
        { retention: "keep", seconds: null },
      ],
      viewers_talk: true,
      viewers_chat: true,
      ai_mode: "as_you_type",
      ai: { engine: "local", label: "Offline engine", is_remote: false },
      max_participants: 50,
      participant_count: 2,
      is_active: true,
      created_at: "2026-01-01T12:00:00Z",
      last_activity_at: "2026-01-01T12:00:00Z",
      closing_at: null,
      abilities: {
        read: true,
        edit: this.role !== "viewer",
        talk: true,
        chat: true,
        suggest: this.role !== "viewer",
        summarize: true,
        see_analytics: true,
        rename: owns,
        change_access: owns,
        change_roles: owns,
        remove_participants: owns,
        invite: owns,
        extend: owns,
        transfer: owns,
        delete: owns,
      },
      ...this.change,
    };
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, search: query } = new URL(request.url ?? "/", "http://test");
    if (!path.startsWith("/api/")) {
      serveFile(path, response);
      return;
    }
    if (this.away) {
      request.destroy();
      return;
    }
    const call = `${request.method} ${path}`;
    const body = await readBody(request);
    this.calls.push({ call, body, query });
    const [status, answer] = this.#answer(call, body as Record<string, unknown> | null);
    const { retryAfter } = (answer ?? {}) as Partial<Refusal>;
    response.writeHead(status, {
      "Content-Type": "application/json",
      ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
    });
    response.end(status === 204 ? undefined : JSON.stringify(answer));
  }

  #answer(call: string, body: Record<string, unknown> | null): [number, unknown] {
    const ofOwner = this.#answerOwner(call, body);
    if (ofOwner) return ofOwner;
    if (call === "GET /api/rooms/") {
      const results = this.publicRooms;
      return [200, { count: results.length, next: null, previous: null, results }];
    }
    if (call === "POST /api/rooms/") {
      this.refusal = null;
      const id = "1c9c3d1e-5a52-4f39-9a4e-2c8f64f7a002";
      return [201, { ...this.room(id), ...body, owner_key: "ok_new" }];
    }
    const [method, , , , id = "", rest, user] = call.replace(" ", "/").split("/");
    if (this.refusal && (rest === "join" || rest === "")) {
      return refused(this.refusal);
    }
    const refusal = method === "POST" && rest === "join" ? this.joinRefusals.shift() : undefined;
    if (refusal) return refused(refusal);
    if (method === "POST" && rest === "join") return [200, this.#join(id, body ?? {})];
    if (method === "GET" && rest === "users") return [200, { users: this.users() }];
    if (method === "DELETE" && user) return [200, { link_key: "lk_new" }];
    if (method === "POST" && rest === "link") return [200, { link_key: "lk_new" }];
    if (method === "DELETE") return [204, null];
    if (method === "PATCH" && rest === "") {
      const { password, ...change } = body ?? {};
      const guard = password === undefined ? {} : { has_password: password !== null };
      Object.assign(this.change, change, guard);
    }
    return [200, rest === "leave" ? { success: true } : this.room(id)];
  }

  /** Further links, and who owns the room. */
  #answerOwner(call: string, body: Record<string, unknown> | null): [number, unknown] | undefined {
    const [verb, , , , , rest, id] = call.replace(" ", "/").split("/");
    const method = `${verb} ${rest}`;
    if (method === "POST forget") return [204, {}];
    if (method === "GET links") return [200, { links: this.invites }];
    if (method === "POST links") {
      const invite = { id: `i${this.invites.length + 1}`, label: "", expires_at: null, people: 0 };
      this.invites = [{ ...invite, created_at: "2026-01-01T12:00:00Z", ...body }, ...this.invites];
      return [201, { ...this.invites[0], link_key: "lk_further", url: "" }];
    }
    if (method === "DELETE links") {
      this.invites = this.invites.filter((invite) => invite.id !== id);
      return [204, {}];
    }
    if (method === "POST transfer" && id === "redeem") {
      if (body?.code !== "tc_1") return refused({ status: 403, code: "transfer-invalid" });
      this.role = "owner";
      return [200, { owner_key: "ok_moved" }];
    }
    if (method === "POST transfer") {
      return [201, { code: "tc_1", expires_at: new Date(Date.now() + 600_000).toISOString() }];
    }
    return undefined;
  }

  users(): unknown[] {
    return [
      { user_id: "p1", username: "Ada Lovelace", role: this.role },
      { user_id: "p2", username: "Grace Hopper", role: "editor" },
    ];
  }

  #join(id: string, body: Record<string, unknown>): unknown {
    return {
      user_id: "p1",
      username: body.username,
      users: this.users(),
      role: this.role,
      token: "p1",
      resume_key: "rk_1",
      epoch: this.epoch,
      realtime_url: this.realtime.url,
      ice_servers: [],
      ice_transport: "all",
      room: this.room(id),
    };
  }
}

function refused({ status, code, retryAfter }: Refusal): [number, unknown] {
  const detail = `Said: ${code}.`;
  return [status, { status, code, title: code, type: "about:blank", detail, retryAfter }];
}

function serveFile(path: string, response: ServerResponse): void {
  const file = extname(path) === "" ? "index.html" : path;
  try {
    const data = readFileSync(join(FOLDER, file));
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(data);
  } catch {
    response.writeHead(404).end();
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text === "" ? null : JSON.parse(text);
}
