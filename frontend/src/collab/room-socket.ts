/** One WebSocket to a room, from opening to its only end; what messages mean is left to others. */

import { decodeMessage, type ServerMessage } from "./wire.ts";

// The server speaks at least every 20 s [WS5]; silence for longer means a dead line.
const SILENCE_MS = 30_000;
// What a socket that was lost without a closing handshake reports.
export const LOST = 1006;
const OPEN = 1;

export interface RoomSocketListener {
  opened(): void;
  received(message: ServerMessage): void;
  /** Called once, unless the socket is closed from this side. */
  lost(code: number, reason: string): void;
}

export class RoomSocket {
  readonly #socket: WebSocket;
  readonly #listener: RoomSocketListener;
  /** Set by `close` and by the first sign of the end: nothing is passed on afterwards. */
  #isOver = false;
  #lastHeard = Date.now();
  #silenceTimer: ReturnType<typeof setTimeout>;

  constructor(url: string, listener: RoomSocketListener, socketClass: typeof WebSocket) {
    this.#listener = listener;
    this.#silenceTimer = setTimeout(this.#checkSilence, SILENCE_MS);
    this.#socket = new socketClass(url);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => {
      if (!this.#isOver) listener.opened();
    };
    this.#socket.onmessage = this.#onMessage;
    this.#socket.onclose = ({ code, reason }) => this.#end(code, reason);
    // The close that follows an error says all there is to know.
    this.#socket.onerror = () => undefined;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.#socket.readyState === OPEN) this.#socket.send(frame);
  }

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#silenceTimer);
    this.#socket.close();
  }

  readonly #onMessage = ({ data }: MessageEvent<unknown>): void => {
    this.#lastHeard = Date.now();
    if (this.#isOver || !(data instanceof ArrayBuffer)) return;
    let message: ServerMessage;
    try {
      message = decodeMessage(new Uint8Array(data));
    } catch (error) {
      console.error("A frame from the server could not be read", error);
      return;
    }
    this.#listener.received(message);
  };

  readonly #checkSilence = (): void => {
    const silent = Date.now() - this.#lastHeard;
    if (silent < SILENCE_MS) {
      this.#silenceTimer = setTimeout(this.#checkSilence, SILENCE_MS - silent);
      return;
    }
    // Before closing, not after: on a dead line the close event would take minutes.
    this.#end(LOST, "silence");
    this.#socket.close();
  };

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#silenceTimer);
    this.#listener.lost(code, reason);
  }
}
