// Recipes build on one another: a lesson is added to the course that was read before. Their variables name what they
// need of an answer, as "<ReadDraft: draft.id>"; whoever has run that operation since the page was opened finds it
// filled in. Nothing is kept for longer.
const answers = new Map();
const versions = new Map();

export function remember(operation, data) {
  if (operation?.name && data) {
    answers.set(operation.name.value, data);
    noteVersions(data);
  }
}

// Each write makes a new version, and only the newest can be written on: it stands in the latest answer that has any.
function noteVersions(value) {
  if (value === null || typeof value !== 'object') {
    return;
  }
  if (value.id && value.version) {
    versions.set(value.id, value.version);
  }
  Object.values(value).forEach(noteVersions);
}

// Recipes that are about a time to come name it as "<in 7 days>".
function moment(days) {
  return JSON.stringify(new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString());
}

export function fillIn(variables) {
  const dated = variables?.replace(/"<in (\d+) days>"/g, (_, days) => moment(Number(days)));
  return dated?.replace(/"<(\w+): ([\w.]+)>"/g, (wanted, operation, path) => {
    const steps = path.split('.');
    const last = steps.pop();
    const holder = steps.reduce((at, step) => at?.[step], answers.get(operation));
    const value = (last === 'version' && versions.get(holder?.id)) || holder?.[last];
    return value === undefined || value === null ? wanted : JSON.stringify(value);
  });
}
