import { useEffect, useRef, useState } from 'react';
import { readAsset } from './api.js';
import { pause } from './parts.js';

const states = {
  PENDING: 'It is being looked at. It can be published once that is done.',
  READY: 'It is ready.',
  FAILED: 'It cannot be used.',
  QUARANTINED: 'A virus was found in it. Nobody is given it.',
};

// How often the hub is asked how far it is with a file, and for how long at most.
const every = 1000;
const atMost = 300;

// What came of an upload: the asset, as a draft.
export function Result({ asset: first, close, again }) {
  const [asset, setAsset] = useState(first);
  const [waiting, setWaiting] = useState(true);
  const heading = useRef(null);

  useEffect(() => heading.current.focus(), []);

  useEffect(() => {
    const stop = new AbortController();
    follow(first, setAsset, stop.signal).then(
      () => setWaiting(false),
      () => stop.signal.aborted || setWaiting(false),
    );
    return () => stop.abort();
  }, [first]);

  const { state, problem } = asset.processing;
  return (
    <div className="hub-upload-form">
      <h2 id="hub-upload-title" ref={heading} tabIndex={-1}>
        Uploaded: {asset.title}
      </h2>
      <Preview asset={asset} />
      <p role="status">
        {states[state]} {problem}
        {state === 'PENDING' && !waiting && ' This takes long; read it later.'}
      </p>
      <dl className="hub-upload-facts">
        <dt>Id</dt>
        <dd>
          <CopyableId id={asset.id} />
        </dd>
        <dt>Slug</dt>
        <dd>{asset.slug}</dd>
        <dt>State</dt>
        <dd>{state}</dd>
      </dl>
      <div className="hub-upload-buttons">
        <button type="button" onClick={again}>
          Upload another
        </button>
        <button type="button" className="hub-upload-primary" onClick={close}>
          Done
        </button>
      </div>
    </div>
  );
}

// Asks for an asset until the hub has done with its file, or for as long as somebody may want to wait.
async function follow(asset, show, signal) {
  let pending = asset.processing.state === 'PENDING';
  for (let round = 0; pending && round < atMost; round++) {
    await pause(every, signal);
    const now = await readAsset(asset.id, signal);
    show(now);
    pending = now.processing.state === 'PENDING';
  }
}

// What the browser can show of a file by itself; the hub gives drafts to who is signed in.
function Preview({ asset: { url: publicURL, contentType, title, altText, fileName } }) {
  const [family] = contentType.split('/');
  if (!publicURL) {
    return null;
  }
  const url = here(publicURL);
  switch (family) {
    case 'image':
      return <img className="hub-upload-preview" src={url} alt={altText ?? title} />;
    case 'video':
      return <video className="hub-upload-preview" src={url} controls preload="metadata" aria-label={title} />;
    case 'audio':
      return <audio className="hub-upload-preview" src={url} controls preload="metadata" aria-label={title} />;
    default:
      return (
        <p>
          <a href={url} target="_blank" rel="noreferrer">
            {fileName}
          </a>
        </p>
      );
  }
}

// The hub says its address as everybody reaches it. The cookie that opens drafts is for the one by which this page came.
function here(publicURL) {
  const { pathname, search } = new URL(publicURL);
  return pathname + search;
}

function CopyableId({ id }) {
  const field = useRef(null);
  const [copied, setCopied] = useState(false);

  async function copy() {
    field.current.select();
    // Browsers have a clipboard on https and on the machine itself only. Elsewhere the id is selected, for Ctrl+C.
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(id);
      setCopied(true);
    }
  }

  return (
    <span className="hub-upload-id">
      <input ref={field} readOnly value={id} aria-label="Id" />
      <button type="button" onClick={copy}>
        Copy
      </button>
      <span role="status">{copied && 'Copied'}</span>
    </span>
  );
}
