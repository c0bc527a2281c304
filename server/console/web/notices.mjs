// The licences of what is in the bundle: nearly all of them ask to be passed on with it.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
const licence = /^(licen[cs]e|notice|thirdpartynotices)/i;

// notices writes one section for each package that took part in the builds, in order of names.
export async function notices(web, metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const path of Object.keys(inputs)) {
      const found = path.match(folder);
      if (found) {
        folders.add(found[0]);
      }
    }
  }
  const sections = [];
  for (const path of folders) {
    sections.push(await section(join(web, path)));
  }
  sections.sort();
  const contents = Buffer.from(sections.join(`\n\n${'='.repeat(80)}\n\n`));
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase();
  return { name: `notices-${hash}.txt`, contents };
}

async function section(path) {
  const about = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const texts = [`${about.name} ${about.version}\nLicence: ${about.license}`];
  for (const name of (await readdir(path)).filter(name => licence.test(name)).sort()) {
    texts.push((await readFile(join(path, name), 'utf8')).replaceAll('\r\n', '\n').trim());
  }
  return texts.join('\n\n');
}
