// Unreachable is when no answer came.
export class Unreachable extends Error {
  constructor() {
    super('The connection broke off.');
  }
}

// fetch does not say how much of a body has been sent; XMLHttpRequest does.
export function send(method, url, { headers = {}, body, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal?.addEventListener('abort', abort);
    request.open(method, url);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    if (onProgress) {
      request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    }
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    request.send(body);
  });
}
