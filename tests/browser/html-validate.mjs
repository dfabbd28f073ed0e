// The rules that every page of the demo portal must pass: html-validate's recommended ones. Those that are changed:
export default {
  extends: ['html-validate:recommended'],
  rules: {
    // Style, not validity: HTML from writers passes a serialiser that writes `open=""`.
    'attribute-boolean-style': 'off',
    // A title is "page · docs site · portal" (UX contract), which tabs and search engines cut where they must.
    'long-title': 'off',
    // Columns of Markdown tables are aligned with `align`, as GFM renders them: the other way, a style attribute, is what
    // the portal's Content-Security-Policy forbids. Templates use none; a_template_has_no_obsolete_attributes sees to that.
    'no-deprecated-attr': 'off',
    // HTML allows any id without spaces; those of tabs and footnotes are MkDocs' own, so that links to them live on.
    'valid-id': ['error', { relaxed: true }],
  },
};
