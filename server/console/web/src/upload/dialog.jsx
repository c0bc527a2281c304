import { useEffect, useRef, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { languages, Refusal } from './api.js';
import { FileChoice } from './choice.jsx';
import { Field } from './field.jsx';
import { Result } from './result.jsx';
import { Upload } from './upload.js';

const steps = {
  read: 'Reading the file',
  send: 'Uploading',
  check: 'Checking what has arrived',
};

// The button in the bar, and the dialog that it opens: from a file on somebody's machine to a draft of an asset.
export function UploadButton() {
  const dialog = useRef(null);
  const running = useRef(null);
  const [form, setForm] = useState(0); // each has a number, so that the next begins anew; 0 is none

  function open() {
    // The dialog gives the focus to what it holds when it opens.
    flushSync(() => setForm(1));
    dialog.current.showModal();
  }

  return (
    <>
      <button type="button" onClick={open}>
        Upload a file
      </button>
      {createPortal(
        <dialog
          ref={dialog}
          className="hub-upload"
          aria-labelledby="hub-upload-title"
          // Escape must not end an upload by mistake: there is a button for that.
          onCancel={event => running.current && event.preventDefault()}
          onClose={() => setForm(0)}
        >
          {form > 0 && (
            <UploadForm key={form} running={running} close={() => dialog.current.close()} again={() => setForm(form + 1)} />
          )}
        </dialog>,
        document.body,
      )}
    </>
  );
}

// running holds what stops the upload that is on the way, if there is one.
function UploadForm({ running, close, again }) {
  const [locales, setLocales] = useState([]);
  const [file, setFile] = useState(null);
  const [text, setText] = useState({ title: '', locale: '', altText: '', decorative: false });
  const [progress, setProgress] = useState(null); // { step, share } while it runs
  const [failure, setFailure] = useState(null);
  const [asset, setAsset] = useState(null);
  const upload = useRef(null);
  const isImage = file?.type.startsWith('image/') ?? false;

  useEffect(() => {
    languages().then(setLocales, setFailure);
  }, []);

  // Whatever closes the dialog ends what is on the way.
  useEffect(() => () => running.current?.abort(), [running]);

  function choose(chosen) {
    setFile(chosen);
    setFailure(null);
    upload.current = new Upload(chosen);
    setText(text => ({ ...text, title: text.title || titleOf(chosen.name) }));
  }

  const write = change => setText(text => ({ ...text, ...change }));

  async function run(event) {
    event.preventDefault();
    const { title, altText, decorative } = text;
    const locale = text.locale || locales[0].locale;
    const described = isImage && !decorative && altText ? { altText } : {};
    const input = {
      sourceLocale: locale,
      texts: [{ locale, title, ...described }],
      ...(isImage ? { decorative } : {}),
    };
    running.current = new AbortController();
    setFailure(null);
    try {
      setAsset(await upload.current.run(input, (step, share) => setProgress({ step, share }), running.current.signal));
    } catch (error) {
      setFailure(error.name === 'AbortError' ? new Error('Stopped.') : error);
    }
    running.current = null;
    setProgress(null);
  }

  if (asset) {
    return <Result asset={asset} close={close} again={again} />;
  }
  const { byField, rest } = sorted(failure);
  return (
    <form className="hub-upload-form" onSubmit={run}>
      <h2 id="hub-upload-title">Upload a file</h2>
      <p className="hub-upload-hint">It becomes an asset, as a draft. The public sees it once it is published.</p>
      <fieldset disabled={progress !== null}>
        <FileChoice file={file} choose={choose} error={byField.file} />
        <Field label="Title" error={byField.title}>
          {props => <input {...props} required maxLength={500} value={text.title} onChange={({ target }) => write({ title: target.value })} />}
        </Field>
        <Field label="Language of the title" error={byField.locale}>
          {props => (
            <select {...props} value={text.locale} onChange={({ target }) => write({ locale: target.value })}>
              {locales.map(({ locale, name }) => (
                <option key={locale} value={locale}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        {isImage && (
          <>
            <Field label="What the image shows" hint="For those who cannot see it. It is needed to publish the image." error={byField.altText}>
              {props => (
                <textarea
                  {...props}
                  rows={3}
                  maxLength={1000}
                  disabled={text.decorative}
                  value={text.altText}
                  onChange={({ target }) => write({ altText: target.value })}
                />
              )}
            </Field>
            <label className="hub-upload-box">
              <input type="checkbox" checked={text.decorative} onChange={({ target }) => write({ decorative: target.checked })} />
              It only decorates: who cannot see it misses nothing.
            </label>
          </>
        )}
      </fieldset>
      {progress && (
        <div className="hub-upload-progress">
          <label htmlFor="hub-upload-progress">{steps[progress.step]} …</label>
          <progress id="hub-upload-progress" max={1} value={progress.share} />
          <span>{Math.floor(progress.share * 100)} %</span>
        </div>
      )}
      <div role="alert">
        {rest.map(message => (
          <p key={message} className="hub-upload-error">
            {message}
          </p>
        ))}
      </div>
      <div className="hub-upload-buttons">
        {progress ? (
          <button type="button" onClick={() => running.current.abort()}>
            Stop
          </button>
        ) : (
          <>
            <button type="button" onClick={close}>
              Cancel
            </button>
            <button className="hub-upload-primary" disabled={!file || locales.length === 0}>
              {failure && file ? 'Try again' : 'Upload'}
            </button>
          </>
        )}
      </div>
    </form>
  );
}

// A title to begin with: the file's name in words.
function titleOf(fileName) {
  return fileName.replace(/\.[^.]*$/, '').replace(/[-_]+/g, ' ').trim();
}

// The fields of the form by the last step of the path at which the hub found something wrong, as in texts[0].title; what
// belongs to none of them stands below.
function sorted(failure) {
  const byField = {};
  const rest = [];
  const fieldOf = { file: 'file', fileName: 'file', size: 'file', contentType: 'file', sha256: 'file', title: 'title', altText: 'altText', locale: 'locale', sourceLocale: 'locale' };
  if (failure instanceof Refusal) {
    for (const { field, message } of failure.userErrors) {
      const known = fieldOf[field?.split('.').pop()];
      if (known) {
        byField[known] ??= message;
      } else {
        rest.push(message);
      }
    }
  } else if (failure) {
    rest.push(failure.message);
  }
  return { byField, rest };
}
