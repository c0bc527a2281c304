// Builds ../dist, the console as the hub embeds it: `npm ci && node build.mjs`. The same sources give the same bytes on
// every machine, so that a build elsewhere shows whether dist is what it claims to be.
import { build } from 'esbuild';
import { gzipSync } from 'fflate';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notices } from './notices.mjs';

const web = dirname(fileURLToPath(import.meta.url));
const dist = join(web, '..', 'dist');

const common = {
  absWorkingDir: web,
  outdir: dist,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  target: 'es2022',
  // Licences are gathered from the packages, in notices.mjs: comments hold only some of them.
  legalComments: 'none',
  entryNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};

const workers = await build({
  ...common,
  format: 'iife',
  entryPoints: {
    editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
    json: 'monaco-editor/esm/vs/language/json/json.worker.js',
    graphql: 'monaco-graphql/esm/graphql.worker.js',
  },
});

const app = await build({
  ...common,
  // One module: of what could be loaded later, only the formatter is not needed at once.
  format: 'esm',
  jsx: 'automatic',
  entryPoints: { app: 'src/app.jsx' },
  loader: { '.ttf': 'file', '.graphql': 'text' },
  // The fetcher asks for graphql-ws only where it is given an address for subscriptions.
  external: ['graphql-ws'],
  define: { ...common.define, WORKERS: JSON.stringify(scripts(workers)) },
});

const { app: script } = scripts(app);
const licences = await notices(web, [workers.metafile, app.metafile]);

// What the page itself links to; everything else is found from there.
const manifest = { script, style: styleOf(app, script), notices: licences.name };

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const { path, contents } of [...workers.outputFiles, ...app.outputFiles]) {
  await store(basename(path), contents);
}
await store(licences.name, licences.contents);

// Files are stored compressed only: the repository and the binary stay small, and nearly every client takes them as
// they are. The compressor is a library in JavaScript because zlib's output differs between versions and processors.
async function store(name, contents) {
  await writeFile(join(dist, `${name}.gz`), gzipSync(contents, { level: 9, mem: 12, mtime: 0 }));
}

// The names of the scripts that were built, by entry point: { app: 'app-HASH.js' }.
function scripts({ metafile }) {
  const built = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  return Object.fromEntries(
    built.map(([path]) => [basename(path).replace(/-[^-]*$/, ''), basename(path)]),
  );
}

function styleOf({ metafile }, script) {
  const output = Object.entries(metafile.outputs).find(([path]) => basename(path) === script);
  return basename(output[1].cssBundle);
}
