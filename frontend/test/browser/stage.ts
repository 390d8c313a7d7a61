/** A real editor bound to one document, and a peer's document at the end of a slow line. */

import * as Y from "yjs";
import { fileText, MAIN_FILE } from "../../src/collab/document.ts";
import { MonacoBinding } from "../../src/collab/monaco-binding.ts";
import { monaco } from "../../src/editor/monaco.chunk.ts";

export { monaco };

const disposals: (() => void)[] = [];

export function disposeStages(): void {
  for (const dispose of disposals.splice(0)) dispose();
}

export interface Stage {
  readonly editor: ReturnType<typeof monaco.editor.create>;
  readonly model: ReturnType<typeof monaco.editor.createModel>;
  readonly binding: MonacoBinding;
  readonly text: Y.Text;
  readonly peer: Y.Text;
  /** Updates under way; each direction keeps its order, as a socket does. */
  readonly toPeer: Line;
  readonly fromPeer: Line;
}

/** Carries one document's updates to another, when told to. */
export class Line {
  readonly #to: Y.Doc;
  readonly #waiting: Uint8Array[] = [];

  constructor(from: Y.Doc, to: Y.Doc) {
    this.#to = to;
    from.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== "line") this.#waiting.push(update);
    });
  }

  get length(): number {
    return this.#waiting.length;
  }

  deliver(count = this.#waiting.length): void {
    for (const update of this.#waiting.splice(0, count)) Y.applyUpdate(this.#to, update, "line");
  }
}

export function makeStage(initial = ""): Stage {
  const doc = new Y.Doc();
  const peerDoc = new Y.Doc();
  const toPeer = new Line(doc, peerDoc);
  const fromPeer = new Line(peerDoc, doc);
  const text = fileText(doc, MAIN_FILE);
  const peer = fileText(peerDoc, MAIN_FILE);
  peer.insert(0, initial);
  fromPeer.deliver();

  const host = document.createElement("div");
  host.style.cssText = "width:800px;height:400px";
  document.body.append(host);
  const model = monaco.editor.createModel("", "plaintext");
  const editor = monaco.editor.create(host, { model, unusualLineTerminators: "off" });
  const binding = new MonacoBinding(text, model, editor);
  disposals.push(() => {
    binding.destroy();
    editor.dispose();
    model.dispose();
    host.remove();
  });
  return { editor, model, binding, text, peer, toPeer, fromPeer };
}

export function settle({ toPeer, fromPeer }: Stage): void {
  // Delivering may make the other side clean up, which is an update of its own.
  while (toPeer.length > 0 || fromPeer.length > 0) {
    toPeer.deliver();
    fromPeer.deliver();
  }
}
