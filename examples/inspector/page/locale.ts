/** The English that the reader prefers: the page has no other language. */
export const locale = navigator.languages.find((language) => /^en\b/.test(language)) ?? "en";
