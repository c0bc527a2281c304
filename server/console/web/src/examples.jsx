import { pick, ToolbarButton, ToolbarMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Fragment } from 'react';
import { fillIn } from './answers.js';

// Who the recipes are for, in the order of what people are trusted with; what has no role is for everybody.
const groups = [
  [undefined, 'For everybody'],
  ['translator', 'For translators'],
  ['editor', 'For editors'],
  ['publisher', 'For publishers'],
  ['admin', 'For administrators'],
];

// GraphiQL keeps the tabs of the last visit, so the examples that the console opened with are soon edited or closed.
// This menu brings each of them back, as it was, in a tab of its own; and the recipes for those who work in the hub.
export function Examples({ examples }) {
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));

  function open({ query, variables }) {
    addTab();
    queryEditor.setValue(query);
    variableEditor.setValue(fillIn(variables) ?? '');
    queryEditor.focus();
  }

  return (
    <ToolbarMenu
      button={
        <ToolbarButton label="Open an example or a recipe">
          <ExamplesIcon />
        </ToolbarButton>
      }
    >
      {groups.map(([role, label]) => (
        <Fragment key={label}>
          <div className="hub-menu-group">{label}</div>
          {examples
            .filter(example => example.role === role)
            .map(example => (
              <ToolbarMenu.Item key={example.name} onSelect={() => open(example)}>
                {example.title}
              </ToolbarMenu.Item>
            ))}
        </Fragment>
      ))}
    </ToolbarMenu>
  );
}

function ExamplesIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 14 14" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M7 3.2C5.6 2.2 3.6 1.9 1.5 2v9c2.1-.1 4.1.2 5.5 1.2 1.4-1 3.4-1.3 5.5-1.2V2c-2.1-.1-4.1.2-5.5 1.2v9" />
    </svg>
  );
}
