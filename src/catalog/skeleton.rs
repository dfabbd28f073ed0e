//! Scaffolder skeletons: catalog files with blanks, which only become entities when a template is run.

use crate::repo_path;
use crate::source::Repo;

/// Does the text hold blanks of a template engine (Nunjucks, Jinja, EJS, Cookiecutter)?
pub(super) fn has_blanks(text: &str) -> bool {
    ["${{", "{{", "{%", "<%"].iter().any(|it| text.contains(it))
}

/// Does the file lie where templates keep what they copy: in a folder called so, below one whose name is a blank, or
/// below one that holds a template's definition?
pub(super) fn is_template_content(repo: &Repo, path: &str) -> bool {
    const NAMES: [&str; 8] =
        ["skeleton", "skeletons", "template", "templates", "content", "scaffolder", "cookiecutter", "manifests"];
    let mut folder = repo_path::parent(path);
    while !folder.is_empty() {
        let name = repo_path::file_name(folder);
        let named = NAMES.iter().any(|it| name.eq_ignore_ascii_case(it)) || has_blanks(name);
        let parent = repo_path::parent(folder);
        let below = |file: &str| if parent.is_empty() { file.to_owned() } else { format!("{parent}/{file}") };
        if named || repo.contains(&below("template.yaml")) || repo.contains(&below("template.yml")) {
            return true;
        }
        folder = parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn knows_templates_by_their_surroundings() {
        let source = Source::in_memory(&[("r", "java/template.yaml", ""), ("r", "java/files/catalog-info.yaml", "")]);
        let repo = &source.repos[0];
        assert!(is_template_content(repo, "java/files/catalog-info.yaml"));
        assert!(is_template_content(repo, "x/Skeleton/a/catalog-info.yaml"));
        assert!(is_template_content(repo, "${{ values.name }}/catalog-info.yaml"));
        assert!(!is_template_content(repo, "java/catalog-info.yaml") && !is_template_content(repo, "catalog-info.yaml"));
    }
}
