import { completeUpload, readUpload, startUpload, uploadFile } from './api.js';
import { checksum } from './checksum.js';
import { sendParts } from './parts.js';

// What goes to the hub in one request. The hub takes no bodies over 50 MiB; larger files go to the store in parts.
const inOneStep = 48 << 20;

// One upload of a file. run can be called again after it failed, and goes on where it was.
export class Upload {
  #file;
  // So that what has arrived is not written twice when the answer got lost.
  #key = crypto.getRandomValues(new Uint32Array(4)).join('-');
  #sha256;
  #id;

  constructor(file) {
    this.#file = file;
  }

  // Uploads the file and makes an asset of it. step is told what is being done, and how much of the file is.
  async run(input, step, signal) {
    const file = this.#file;
    const onProgress = name => bytes => step(name, file.size ? bytes / file.size : 1);
    if (file.size <= inOneStep) {
      step('send', 0);
      return uploadFile({ ...input, idempotencyKey: this.#key }, file, { onProgress: onProgress('send'), signal });
    }
    this.#sha256 ??= await checksum(file, { onProgress: onProgress('read'), signal });
    // One that was begun may be gone, when it was too long ago.
    const begun = this.#id && (await readUpload(this.#id, signal));
    const upload = begun ?? (await this.#start(signal));
    await sendParts(file, upload.parts, { onProgress: onProgress('send'), signal });
    step('check', 1);
    return completeUpload({ ...input, id: this.#id }, signal);
  }

  async #start(signal) {
    const { name: fileName, size, type } = this.#file;
    // Of a type that the browser does not know it says nothing, and the hub goes by the name.
    const input = { fileName, size, contentType: type || null, sha256: this.#sha256 };
    const upload = await startUpload(input, signal);
    this.#id = upload.id;
    return upload;
  }
}
