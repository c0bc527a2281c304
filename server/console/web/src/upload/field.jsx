import { useId } from 'react';

// A control with its label, a hint, and what is wrong with it; all of them are read out with it.
export function Field({ label, hint, error, children }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="hub-upload-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="hub-upload-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="hub-upload-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
