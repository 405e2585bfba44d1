// The one rule by which words are compared: the twin of library/written/folding.py.

/** Decomposed, and without what stands above, below or around a letter. */
function bare(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}

/** Text as it is compared: without case, accents and ways to write the same letters. */
export function folded(text: string): string {
  // Lower first: the capital sharp s has no upper case, the small one has "SS".
  const cased = bare(text).toLowerCase().toUpperCase().toLowerCase();
  return bare(cased).replaceAll('ς', 'σ');
}
