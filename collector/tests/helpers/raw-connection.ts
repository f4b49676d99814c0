import { once } from 'node:events';
import { connect } from 'node:net';

/** A connection whose bytes a test chooses itself. */
export interface RawConnection {
  say(bytes: string): void;
  heard(): string;
  /** Resolves when so many answers have come. */
  answers(count: number): Promise<string[]>;
  /** Resolves when the other side has hung up; gives all that it said. */
  ended: Promise<string>;
  end(): void;
}

/** Connects to a server. @throws Error when it does not listen */
export async function rawConnection(url: string): Promise<RawConnection> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  const ended = new Promise<string>((resolve) => {
    socket.on('error', () => {}).on('close', () => resolve(heard));
  });
  const all = () => heard.split(/(?=HTTP\/1\.1 \d)/).filter((answer) => answer.includes('}'));
  return {
    say: (bytes) => void socket.write(bytes),
    heard: () => heard,
    answers: async (count) => {
      while (all().length < count) await once(socket, 'data');
      return all();
    },
    ended,
    end: () => socket.destroy(),
  };
}

/** The bytes of a request that sends an event. */
export function eventRequest(): string {
  const body = '{"eventName":"page_view"}';
  return `POST /clickstream HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
