//! Scripts as the browser gets them: each top-level module of `static/js/` becomes one file with what it imports inside.
//!
//! A page then asks for one small script instead of a dozen. `import … from './x.js'` is bundled in; `import('./x.js')`
//! stays a file of its own, fetched when it is needed, under its hashed name. Modules are wrapped in functions, so
//! their names cannot collide. Only the plain forms of `import` and `export` are understood; others are refused by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::{Result, bail};

/// A module, taken apart.
#[derive(Debug, Default, PartialEq)]
struct Module {
    /// What it imports: file, and pairs of exported and local names.
    imports: Vec<(String, Vec<(String, String)>)>,
    /// Names it exports.
    exports: Vec<String>,
    /// The rest.
    body: String,
}

/// Bundles every top-level module. Files in sub-folders are parts and are published only inside others.
///
/// `external` is published elsewhere under its own name. `address` gives the published path of a bundle.
///
/// # Errors
/// When a module imports a file that does not exist, imports itself by way of others, or uses a form not understood.
pub(super) fn all(
    sources: &BTreeMap<String, String>,
    external: &str,
    address: &dyn Fn(&str, &[u8]) -> String,
) -> Result<BTreeMap<String, String>> {
    let mut modules = BTreeMap::new();
    for (name, text) in sources.iter().filter(|(name, _)| *name != external) {
        modules.insert(name.as_str(), parse(name, text)?);
    }
    let mut done = BTreeMap::new();
    let entries: Vec<&str> = modules.keys().copied().filter(|it| !it.contains('/')).collect();
    for entry in entries {
        publish(entry, &modules, &Published { external, address }, &mut done, &mut Vec::new())?;
    }
    Ok(done)
}

struct Published<'a> {
    external: &'a str,
    address: &'a dyn Fn(&str, &[u8]) -> String,
}

/// Bundles `entry` after the bundles it imports when needed, whose hashed names it must know.
fn publish(
    entry: &str,
    modules: &BTreeMap<&str, Module>,
    published: &Published<'_>,
    done: &mut BTreeMap<String, String>,
    under_way: &mut Vec<String>,
) -> Result<()> {
    if done.contains_key(entry) {
        return Ok(());
    }
    if under_way.iter().any(|it| it == entry) {
        bail!("the theme's scripts import each other in a circle: {}", under_way.join(", "));
    }
    under_way.push(entry.to_owned());
    let mut text = bundle(entry, modules)?;
    for name in dynamic_imports(&text) {
        let target = if name == published.external {
            name.clone()
        } else {
            publish(&name, modules, published, done, under_way)?;
            let bundled = done.get(&name).map(String::as_bytes).unwrap_or_default();
            let path = (published.address)(&name, bundled);
            path.rsplit('/').next().unwrap_or(&path).to_owned()
        };
        text = text.replace(&format!("import('./{name}')"), &format!("import('./{target}')"));
    }
    under_way.pop();
    done.insert(entry.to_owned(), text);
    Ok(())
}

/// The files of `import('./x.js')`.
fn dynamic_imports(text: &str) -> BTreeSet<String> {
    text.split("import('./").skip(1).filter_map(|it| it.split_once("')").map(|(name, _)| name.to_owned())).collect()
}

/// One text: the modules that `entry` needs, each in a function, then `entry` itself.
fn bundle(entry: &str, modules: &BTreeMap<&str, Module>) -> Result<String> {
    let mut order = Vec::new();
    visit(entry, modules, &mut order, &mut Vec::new())?;
    let mut text = String::new();
    for (number, name) in order.iter().enumerate() {
        let Some(module) = modules.get(name.as_str()) else { continue };
        let mut inner = String::new();
        for (file, names) in &module.imports {
            let from = order.iter().position(|it| it == file).unwrap_or_default();
            let pairs: Vec<String> =
                names.iter().map(|(name, local)| if name == local { name.clone() } else { format!("{name}: {local}") }).collect();
            let _ = writeln!(inner, "const {{ {} }} = m{from};", pairs.join(", "));
        }
        inner.push_str(&module.body);
        if name == entry {
            text.push_str(&inner);
            if !module.exports.is_empty() {
                let _ = writeln!(text, "export {{ {} }};", module.exports.join(", "));
            }
        } else {
            let _ = writeln!(text, "const m{number} = (() => {{\n{inner}return {{ {} }};\n}})();", module.exports.join(", "));
        }
    }
    Ok(text)
}

/// Depth first, what is imported before what imports it.
fn visit(name: &str, modules: &BTreeMap<&str, Module>, order: &mut Vec<String>, path: &mut Vec<String>) -> Result<()> {
    if order.iter().any(|it| it == name) {
        return Ok(());
    }
    if path.iter().any(|it| it == name) {
        bail!("the theme's scripts import each other in a circle: {}, {name}", path.join(", "));
    }
    let Some(module) = modules.get(name) else {
        bail!("the theme's script `{}` imports `{name}`, which does not exist", path.last().map_or("", String::as_str));
    };
    path.push(name.to_owned());
    for (file, _) in &module.imports {
        visit(file, modules, order, path)?;
    }
    path.pop();
    order.push(name.to_owned());
    Ok(())
}

/// Takes a module's text apart.
fn parse(name: &str, text: &str) -> Result<Module> {
    let mut module = Module::default();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if is_comment(line) {
            continue;
        }
        if line.starts_with("import ") {
            let mut statement = line.to_owned();
            while !statement.trim_end().ends_with(';') {
                let Some((_, more)) = lines.next() else { break };
                statement.push_str(more);
            }
            let Some(import) = parse_import(&statement, name) else {
                bail!(
                    "the theme's script `{name}`, line {}: only `import {{ a, b as c }} from './x.js';` is understood",
                    number + 1
                );
            };
            module.imports.push(import);
            continue;
        }
        let declaration = line.strip_prefix("export ");
        if let Some(declaration) = declaration {
            let Some(exported) = declared_name(declaration) else {
                bail!(
                    "the theme's script `{name}`, line {}: only `export function`, `const` and `class` are understood",
                    number + 1
                );
            };
            module.exports.push(exported);
        }
        module.body.push_str(declaration.unwrap_or(line));
        module.body.push('\n');
    }
    Ok(module)
}

/// Whole lines of comment are left out of what readers fetch.
fn is_comment(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/")) || line.is_empty()
}

fn parse_import(statement: &str, importer: &str) -> Option<(String, Vec<(String, String)>)> {
    let inner = statement.strip_prefix("import {")?;
    let (names, from) = inner.split_once('}')?;
    let path = from.trim().strip_prefix("from './")?.trim_end().strip_suffix("';")?;
    let folder = importer.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let names = names.split(',').map(str::trim).filter(|it| !it.is_empty());
    let names =
        names.map(|it| it.split_once(" as ").unwrap_or((it, it))).map(|(name, local)| (name.to_owned(), local.to_owned()));
    Some((format!("{folder}{path}"), names.collect()))
}

/// The name that `function name(…`, `const name = …` or `class Name` declares.
fn declared_name(declaration: &str) -> Option<String> {
    let rest = declaration.strip_prefix("async ").unwrap_or(declaration);
    let rest = ["function* ", "function ", "const ", "let ", "class "].iter().find_map(|it| rest.strip_prefix(it))?;
    let name: String = rest.chars().take_while(|it| it.is_alphanumeric() || matches!(it, '_' | '$')).collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundles(files: &[(&str, &str)]) -> Result<BTreeMap<String, String>> {
        let sources = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        all(&sources, "search.js", &|name, bytes| format!("_idp/{}-{name}", bytes.len()))
    }

    #[test]
    fn imports_become_one_file_and_names_do_not_collide() {
        let out = bundles(&[
            ("a.js", "import { twice as double } from './parts/b.js';\nconst x = 1;\nexport const y = double(x);\n"),
            ("parts/b.js", "const x = 2;\n// A comment.\nexport function twice(n) {\n  return n * x;\n}\n"),
        ])
        .expect("a bundle");
        let expected = "const m0 = (() => {\nconst x = 2;\nfunction twice(n) {\n  return n * x;\n}\nreturn { twice };\n})();\nconst { twice: double } = m0;\nconst x = 1;\nconst y = double(x);\nexport { y };\n";
        assert_eq!(out, BTreeMap::from([("a.js".to_owned(), expected.to_owned())]));
    }

    #[test]
    fn modules_fetched_when_needed_are_named_by_their_content() {
        let out =
            bundles(&[("a.js", "load(import('./b.js'), import('./search.js'));\n"), ("b.js", "run();\n")]).expect("bundles");
        assert_eq!(out.get("a.js").map(String::as_str), Some("load(import('./7-b.js'), import('./search.js'));\n"));
    }

    #[test]
    fn what_cannot_be_bundled_is_refused_by_name() {
        let circle = bundles(&[("a.js", "import { b } from './b.js';\n"), ("b.js", "import { a } from './a.js';\n")]);
        assert!(circle.expect_err("a circle").to_string().contains("circle"));
        let missing = bundles(&[("a.js", "import { b } from './b.js';\n")]).expect_err("a missing file").to_string();
        assert!(missing.contains("`b.js`"), "{missing}");
        let form = bundles(&[("a.js", "one();\nimport b from './b.js';\n")]).expect_err("a default import").to_string();
        assert!(form.contains("line 2"), "{form}");
    }
}
