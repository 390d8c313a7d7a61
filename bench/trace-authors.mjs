// The authors of a concurrent trace: what each typed, seeing just what they had seen then.

import * as Y from 'yjs';

/**
 * One Yjs update for each transaction, made by a document of its author that holds the
 * transaction's parents and their ancestors, and nothing else.
 */
export function authored({ txns, numAgents }) {
  const authors = Array.from({ length: numAgents }, (_, agent) => new Author(agent));
  const updates = [];
  for (const [index, { agent, parents, patches }] of txns.entries()) {
    const author = authors[agent];
    author.see(parents, txns, updates);
    updates.push(author.type(index, patches));
  }
  return updates.map((update, index) => ({ ...update, ...txns[index] }));
}

export const clientOf = (agent) => agent + 1;

class Author {
  #doc = new Y.Doc();
  #seen = new Set();
  #made = null;

  constructor(agent) {
    this.#doc.clientID = clientOf(agent);
    this.#doc.on('update', (update, origin) => {
      if (origin === this) this.#made = update;
    });
  }

  see(parents, txns, updates) {
    const missing = [];
    const ahead = [...parents];
    while (ahead.length > 0) {
      const index = ahead.pop();
      if (this.#seen.has(index)) continue;
      this.#seen.add(index);
      missing.push(updates[index].update);
      ahead.push(...txns[index].parents);
    }
    if (missing.length > 0) Y.applyUpdate(this.#doc, Y.mergeUpdates(missing));
  }

  type(index, patches) {
    const text = this.#doc.getText('file:main');
    this.#made = null;
    this.#doc.transact(() => {
      for (const [position, deleted, inserted] of patches) {
        if (deleted) text.delete(position, deleted);
        if (inserted) text.insert(position, inserted);
      }
    }, this);
    this.#seen.add(index);
    // The clock behind it tells others when they have seen it.
    const clock = Y.getState(this.#doc.store, this.#doc.clientID);
    return { update: this.#made, clock };
  }
}
