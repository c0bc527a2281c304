import { useMonaco } from '@graphiql/react';
import { useEffect } from 'react';

// Monaco puts boxes around letters that resemble those of another alphabet, as a warning in code. Here such letters are
// the content itself: a Bulgarian text would be full of boxes.
export function AllAlphabets() {
  const editor = useMonaco(state => state.monaco?.editor);

  useEffect(() => {
    if (!editor) {
      return undefined;
    }
    const accept = instance =>
      instance.updateOptions({ unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false } });
    editor.getEditors().forEach(accept);
    const subscription = editor.onDidCreateEditor(accept);
    return () => subscription.dispose();
  }, [editor]);

  return null;
}
