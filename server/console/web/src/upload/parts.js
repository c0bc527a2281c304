import { send, Unreachable } from './send.js';

// How many parts are on the way at a time, and how often one is tried before the upload is given up.
const lanes = 4;
const tries = 5;

// Sends the parts of a file that the store does not have yet, straight to the store. What it has stays there: an upload
// that broke off goes on with the parts that are missing.
export async function sendParts(file, parts, { onProgress, signal }) {
  const stop = new AbortController();
  const all = AbortSignal.any([signal, stop.signal]);
  const sent = new Map();
  const report = (number, bytes) => {
    sent.set(number, bytes);
    onProgress([...sent.values()].reduce((sum, bytes) => sum + bytes, 0));
  };
  const waiting = [];
  let from = 0;
  for (const part of parts) {
    if (part.done) {
      report(part.number, part.size);
    } else {
      waiting.push({ ...part, body: file.slice(from, from + part.size) });
    }
    from += part.size;
  }
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { number } = part;
      await sendPart(part, { onProgress: bytes => report(number, bytes), signal: all });
      report(number, part.size);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    stop.abort();
  }
}

async function sendPart({ url, headers, body }, options) {
  for (let attempt = 1; ; attempt++) {
    const failure = await put(url, headers, body, options);
    if (!failure) {
      return;
    }
    if (attempt === tries || failure.final) {
      throw failure.error;
    }
    await pause(250 * 2 ** attempt, options.signal);
  }
}

async function put(url, headers, body, options) {
  try {
    const { status } = await send('PUT', url, {
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      body,
      ...options,
    });
    if (status < 300) {
      return null;
    }
    // A store that refuses a part will refuse it again; one that is overloaded may not.
    return { error: new Error(`The store answered with the status ${status}.`), final: status < 500 && status !== 408 && status !== 429 };
  } catch (error) {
    return { error, final: !(error instanceof Unreachable) };
  }
}

export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
