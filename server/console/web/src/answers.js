// Recipes build on one another: a lesson is added to the course that was created before. Their variables name what they
// need of an earlier answer, as "<CreateCourse: courseCreate.course.id>"; whoever has run that one since the page was
// opened finds it filled in.
const answers = new Map();

export function remember(operation, data) {
  if (operation?.name && data) {
    answers.set(operation.name.value, data);
  }
}

export function fillIn(variables) {
  return variables?.replace(/"<(\w+): ([\w.]+)>"/g, (wanted, operation, path) => {
    const value = path.split('.').reduce((at, step) => at?.[step], answers.get(operation));
    return value === undefined || value === null ? wanted : JSON.stringify(value);
  });
}
