import { address } from '../address.js';
import { send } from './send.js';
import query from './upload.graphql';

// Refusal is what the hub says of an input: which field breaks which rule.
export class Refusal extends Error {
  constructor(userErrors) {
    super(userErrors.map(({ message }) => message).join(' '));
    this.userErrors = userErrors;
  }
}

// All operations stand in one document, which is tested against the schema; a request names the one that it is about.
const request = (operationName, variables) => JSON.stringify({ query, operationName, variables });

async function ask(operationName, variables, signal) {
  return read(
    await send('POST', address('graphql'), {
      headers: { Accept: 'application/graphql-response+json', 'Content-Type': 'application/json' },
      body: request(operationName, variables),
      signal,
    }),
  );
}

function read({ status, text }) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`The hub answered with the status ${status}.`);
  }
  if (answer.errors) {
    throw new Error(answer.errors.map(({ message }) => message).join(' '));
  }
  return answer.data;
}

// Of a mutation's payload, what it made.
function made(payload, name) {
  if (payload.userErrors.length > 0) {
    throw new Refusal(payload.userErrors);
  }
  return payload[name];
}

export const languages = async () => (await ask('UploadLanguages')).hub.locales;

export const readAsset = async (id, signal) => (await ask('UploadedAsset', { id }, signal)).asset;

// A multipart request: the file takes the place of a null. The header makes browsers ask before a page of another site
// sends such a request, and the hub refuses it without.
export async function uploadFile(input, file, { onProgress, signal }) {
  const body = new FormData();
  body.append('operations', request('UploadFile', { input: { ...input, file: null } }));
  body.append('map', JSON.stringify({ 0: ['variables.input.file'] }));
  body.append('0', file, file.name);
  const answer = await send('POST', address('graphql'), {
    headers: { Accept: 'application/graphql-response+json', 'GraphQL-Preflight': '1' },
    body,
    onProgress: sent => onProgress(Math.min(sent, file.size)),
    signal,
  });
  return made(read(answer).assetUploadFile, 'asset');
}

export const startUpload = async (input, signal) =>
  made((await ask('UploadStart', { input }, signal)).assetUploadStart, 'upload');

export const readUpload = async (id, signal) => (await ask('UploadParts', { id }, signal)).assetUpload;

export const completeUpload = async (input, signal) =>
  made((await ask('UploadComplete', { input }, signal)).assetUploadComplete, 'asset');
