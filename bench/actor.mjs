// One person with a real Yjs document and a socket that can fail in every way a socket does.
//
// The protocol is docs/protocol.md's: sync, and the acknowledgements of `?coterie=1` [DU2], from
// which the actor knows which of its edits must survive whatever happens to the server.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as sync from 'y-protocols/sync';
import * as Y from 'yjs';

const SYNC = 0;
const HELLO = 110;
const ACK = 111;
const ROOM_EVENT = 114;
// A gap that is left after so long is asked about.
const PENDING_MS = 300;

export class Actor {
  role = 'editor';
  isOpen = false;
  hasSynced = false;
  /** The code with which the last socket ended. */
  closed = null;
  /** What the server said it will never lose: our own clocks, and deletions. */
  acknowledged = { clock: 0, deletes: [] };

  #socket = null;
  #sent = 0;
  #unacknowledged = [];
  #pendingTimer = null;

  constructor(texts) {
    this.texts = texts;
    this.renew();
  }

  /** Starts from an older copy of the document, or from nothing, as a new Yjs client. */
  renew(update = null) {
    this.disconnect();
    this.doc?.destroy();
    this.doc = new Y.Doc();
    this.acknowledged = { clock: 0, deletes: [] };
    if (update) Y.applyUpdate(this.doc, update, 'copy');
    const shared = [...this.texts.map((name) => this.doc.getText(name)), this.doc.getMap('files')];
    this.undo = new Y.UndoManager(shared, { trackedOrigins: new Set([this]), captureTimeout: 0 });
    this.doc.on('update', (update, origin) => {
      if (origin === 'server' || origin === 'copy' || !this.isOpen) return;
      this.#send(sync.messageYjsUpdate, update);
    });
  }

  connect(url) {
    this.disconnect();
    const socket = new WebSocket(url, { maxPayload: 1 << 26 });
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.on('open', () => {
      this.isOpen = true;
      this.#sendFrame((encoder) => sync.writeSyncStep1(encoder, this.doc));
    });
    socket.on('message', (data) => {
      if (this.#socket === socket) this.#receive(new Uint8Array(data));
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', (code) => {
      if (this.#socket === socket) this.#ended(code);
    });
  }

  /** The network goes, without a word. */
  disconnect() {
    const socket = this.#socket;
    this.#ended(null);
    socket?.terminate();
  }

  /** There is a socket, open or about to be. */
  get isConnecting() {
    return this.#socket !== null;
  }

  pause() {
    this.#socket?.pause();
  }

  resume() {
    this.#socket?.resume();
  }

  /** An update that no viewer may make, sent all the same. */
  intrude(text) {
    const scratch = new Y.Doc();
    Y.applyUpdate(scratch, Y.encodeStateAsUpdate(this.doc));
    scratch.on('update', (update) => {
      if (this.isOpen) this.#sendFrame((encoder) => sync.writeUpdate(encoder, update));
    });
    scratch.getText(this.texts[0]).insert(0, text);
  }

  change(fn) {
    this.doc.transact(fn, this);
  }

  get isSettled() {
    const store = this.doc.store;
    return (
      this.isOpen &&
      this.hasSynced &&
      (this.role === 'viewer' || this.#unacknowledged.length === 0) &&
      !store.pendingStructs &&
      !store.pendingDs
    );
  }

  /** What a person sees, in one form whatever the order of keys. */
  get content() {
    const texts = Object.fromEntries(this.texts.map((name) => [name, this.doc.getText(name).toString()]));
    return JSON.stringify([texts, sorted(this.doc.getMap('files').toJSON())]);
  }

  /** What of another's acknowledged edits this document lacks; null if nothing. */
  lacks(client, { clock, deletes }) {
    const store = this.doc.store;
    if (Y.getState(store, client) < clock) return `clocks of ${client} up to ${clock}`;
    const deleted = Y.createDeleteSetFromStructStore(store);
    for (const [author, start, length] of deletes) {
      for (let at = start; at < start + length; at++) {
        if (!Y.isDeleted(deleted, Y.createID(author, at))) return `the deletion of ${author}:${at}`;
      }
    }
    return null;
  }

  #ended(code) {
    this.#socket = null;
    this.isOpen = this.hasSynced = false;
    this.closed = code;
    this.#sent = 0;
    this.#unacknowledged = [];
    clearTimeout(this.#pendingTimer);
    this.#pendingTimer = null;
  }

  #receive(message) {
    const decoder = decoding.createDecoder(message);
    const kind = decoding.readVarUint(decoder);
    if (kind === SYNC) this.#receiveSync(decoder);
    else if (kind === ACK) this.#takeAck(decoding.readVarUint(decoder));
    else if (kind === HELLO) this.role = JSON.parse(decoding.readVarString(decoder)).role;
    else if (kind === ROOM_EVENT) {
      const event = JSON.parse(decoding.readVarString(decoder));
      if (event.event === 'role') this.role = event.role;
    }
  }

  #receiveSync(decoder) {
    const kind = decoding.readVarUint(decoder);
    if (kind === sync.messageYjsSyncStep1) {
      const update = Y.encodeStateAsUpdate(this.doc, decoding.readVarUint8Array(decoder));
      this.#send(sync.messageYjsSyncStep2, update);
      return;
    }
    Y.applyUpdate(this.doc, decoding.readVarUint8Array(decoder), 'server');
    if (kind === sync.messageYjsSyncStep2) this.hasSynced = true;
    if (this.doc.store.pendingStructs) this.#askAgainSoon();
  }

  #askAgainSoon() {
    this.#pendingTimer ??= setTimeout(() => {
      this.#pendingTimer = null;
      if (!this.isOpen || !this.doc.store.pendingStructs) return;
      this.#sendFrame((encoder) => sync.writeSyncStep1(encoder, this.doc));
    }, PENDING_MS);
  }

  #send(kind, update) {
    this.#sent += 1;
    const deletes = [...Y.decodeUpdate(update).ds.clients].flatMap(([client, items]) =>
      items.map(({ clock, len }) => [client, clock, len]),
    );
    const clock = Y.getState(this.doc.store, this.doc.clientID);
    this.#unacknowledged.push({ ordinal: this.#sent, clock, deletes });
    this.#sendFrame((encoder) => {
      encoding.writeVarUint(encoder, kind);
      encoding.writeVarUint8Array(encoder, update);
    });
  }

  #sendFrame(write) {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC);
    write(encoder);
    this.#socket.send(encoding.toUint8Array(encoder));
  }

  #takeAck(ordinal) {
    while (this.#unacknowledged[0]?.ordinal <= ordinal) {
      const { clock, deletes } = this.#unacknowledged.shift();
      this.acknowledged.clock = Math.max(this.acknowledged.clock, clock);
      this.acknowledged.deletes.push(...deletes);
    }
  }
}

function sorted(value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
