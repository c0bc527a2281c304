import './nonce.js';
import './workers.js';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { getOperationAST, parse } from 'graphql';
import { createClient } from 'graphql-sse';
import { createRoot } from 'react-dom/client';
import { address } from './address.js';
import { AllAlphabets } from './alphabets.jsx';
import { remember } from './answers.js';
import { Examples } from './examples.jsx';
import { UploadButton } from './upload/dialog.jsx';
import './styles.css';

const ask = createGraphiQLFetcher({
  url: address('graphql'),
  enableIncrementalDelivery: false,
  fetch: (url, init) => fetch(url, { ...init, credentials: 'same-origin' }),
});

// Subscriptions come as event streams, which send what stands in the header editor; a browser's WebSocket cannot. One that
// ends is not begun anew behind the reader's back: what happened in between would be missing.
function fetcher(request, options) {
  const operation = operationOf(request);
  if (operation?.operation !== 'subscription') {
    return ask(request, options).then(answer => {
      remember(operation, answer.data);
      return answer;
    });
  }
  const streams = createClient({
    url: address('graphql'),
    headers: options?.headers,
    credentials: 'same-origin',
    retryAttempts: 0,
  });
  return streams.iterate(request);
}

// The query is parsed again, because GraphiQL's own reading of it lags behind the typing.
function operationOf({ query, operationName }) {
  try {
    return getOperationAST(parse(query), operationName);
  } catch {
    return null; // the hub says what is wrong with it
  }
}

// The page names the file and has begun to load it.
const examples = await (await fetch(document.getElementById('examples').href)).json();

// Headers hold credentials: they are kept for as long as the page is open and never stored in the browser.
createRoot(document.getElementById('console')).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={examples.filter(({ role }) => !role).map(({ query, variables }) => ({ query, variables }))}
    defaultQuery=""
    defaultEditorToolsVisibility="variables"
    schemaDescription
    inputValueDeprecation
    shouldPersistHeaders={false}
    showPersistHeadersSettings={false}
  >
    <GraphiQL.Logo>
      <a className="hub-home" href={address('.')}>
        CO-CREATED <span>content hub</span>
      </a>
    </GraphiQL.Logo>
    <GraphiQL.Toolbar>
      {({ prettify, copy, merge }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <Examples examples={examples} />
        </>
      )}
    </GraphiQL.Toolbar>
    <AllAlphabets />
  </GraphiQL>,
);

// The bar has a place for it where somebody may upload.
const upload = document.getElementById('upload');
if (upload) {
  createRoot(upload).render(<UploadButton />);
}
