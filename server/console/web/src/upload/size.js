const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

// A size as people read it: 3.4 MB.
export function inWords(bytes) {
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  return new Intl.NumberFormat('en', { style: 'unit', unit: units[power], maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
}
