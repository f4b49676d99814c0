/** Longer than any answer takes: the dashboards give a question 15 seconds. */
const PATIENCE_MS = 120_000;

/** What a browser says to the dashboards, from its opening of the page on. @returns frames of text, of which there are more as time goes on */
export function recordOpening(page) {
  const frames = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))));
  return frames;
}

/** A session of the dashboards without a browser: it says what one has said. @returns when all of `words` have come */
export async function openSession(address, frames, words) {
  const socket = new WebSocket(new URL('websocket/', address.replace(/^http/, 'ws')));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`The dashboards at ${address} take no session`));
  });
  const talk = new Talk(socket);
  for (const frame of frames) socket.send(frame);
  for (const word of words) await talk.says(word);
  return {
    /** @returns when a message with this word has come since the last change */
    says: (word) => talk.says(word),
    change(data) {
      talk.forget();
      socket.send(JSON.stringify({ method: 'update', data }));
    },
    close: () => talk.close(),
  };
}

/** What the server has said, and who waits for what. */
class Talk {
  #said = '';
  #waiting = new Set();
  #socket;

  constructor(socket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      this.#said += data;
      for (const look of this.#waiting) look();
    };
    socket.onclose = () => {
      for (const look of this.#waiting) look(new Error('The dashboards have closed the session'));
    };
  }

  forget() {
    this.#said = '';
  }

  says(word) {
    return new Promise((resolve, reject) => {
      const end = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        settle(value);
      };
      const look = (error) => {
        if (error) end(reject, error);
        else if (this.#said.includes(word)) end(resolve);
      };
      const timer = setTimeout(() => look(new Error(`The dashboards do not say ${word}`)), PATIENCE_MS);
      this.#waiting.add(look);
      look();
    });
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
  }
}
