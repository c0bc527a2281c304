import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

// How much of a file is in memory at a time.
const chunk = 4 << 20;

// The SHA-256 of a file that may be larger than memory. The browser's own digest takes a file whole only.
export async function checksum(file, { onProgress, signal }) {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += chunk) {
    signal.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(at, at + chunk).arrayBuffer()));
    onProgress(Math.min(at + chunk, file.size));
  }
  return bytesToHex(hash.digest());
}
