/** What a browser says to the dashboards, from its opening of the page on. @returns frames of text, of which there are more as time goes on */
export function recordOpening(page) {
  const frames = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))));
  return frames;
}

/** A session of the dashboards without a browser: it says what one has said. @returns when the key figures have come */
export async function openSession(address, frames) {
  const socket = new WebSocket(new URL('websocket/', address.replace(/^http/, 'ws')));
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`The dashboards at ${address} take no session`));
  });
  const says = (word) =>
    new Promise((resolve, reject) => {
      socket.onmessage = ({ data }) => String(data).includes(word) && resolve();
      socket.onclose = () => reject(new Error('The dashboards have closed the session'));
    });
  const opened = says('kpi-visitors');
  for (const frame of frames) socket.send(frame);
  await opened;
  return {
    /** @returns when a message with this word comes */
    says,
    /** Changes inputs. @returns when an answer with `word` has come */
    change: (data, word) => {
      const answered = says(word);
      socket.send(JSON.stringify({ method: 'update', data }));
      return answered;
    },
    close: () => {
      socket.onclose = null;
      socket.close();
    },
  };
}
