import { useState } from 'react';
import { Field } from './field.jsx';
import { inWords } from './size.js';

// A file is chosen by the browser's own control, with the keyboard as well as without, or dropped onto it.
export function FileChoice({ file, choose, error }) {
  const [over, setOver] = useState(false);

  const first = ({ files }) => files.length > 0 && choose(files[0]);

  function drop(event) {
    event.preventDefault();
    setOver(false);
    first(event.dataTransfer);
  }

  return (
    <div
      className={over ? 'hub-upload-drop hub-upload-over' : 'hub-upload-drop'}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Field label="File" hint={file ? `${file.name}, ${inWords(file.size)}` : 'Choose one, or drop it here.'} error={error}>
        {props => <input {...props} type="file" onChange={({ target }) => first(target)} />}
      </Field>
    </div>
  );
}
