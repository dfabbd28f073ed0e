//! Modules and data as classic scripts that hand over what they hold: `idpOffline.take(path, value)`.

use std::fmt::Write as _;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A module of the theme or of search as a function that gives its exports. It understands the forms that the bundler
/// writes, each on a line of its own; `fetch` and `import()` inside it are the loader's.
pub(super) fn classic(path: &str, module: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut exports: Vec<String> = Vec::new();
    let mut body = String::new();
    for line in module.lines() {
        if let Some((names, from)) = static_import(line) {
            let _ =
                writeln!(body, "const {{{}}} = await idpOffline.module({});", names.replace(" as ", ": "), quoted(folder, from));
        } else if let Some(names) = braces(line, "export").map(|(names, _)| names) {
            exports.extend(names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()));
        } else if let Some(declared) = line.strip_prefix("export ") {
            exports.extend(name(declared).map(str::to_owned));
            let _ = writeln!(body, "{declared}");
        } else {
            let _ = writeln!(body, "{line}");
        }
    }
    let body = dynamic_imports(&body, folder).replace("globalThis.fetch", "idpOffline.fetch");
    let exports = exports.join(", ");
    format!(
        "idpOffline.take({}, (async (fetch) => {{\n{body}return {{ {exports} }};\n}})(idpOffline.fetch));\n",
        quoted("", path)
    )
}

/// Bytes, in base 64.
pub(super) fn data(path: &str, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| three.get(at).map_or(0, |byte| u32::from(*byte));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let place = (bits >> (18 - 6 * digit)) & 63;
            text.push(if digit > three.len() { '=' } else { DIGITS.get(place as usize).map_or('=', |digit| char::from(*digit)) });
        }
    }
    format!("idpOffline.take({}, \"{text}\");\n", quoted("", path))
}

/// What stands between the braces behind a word, and what follows; a blank before the braces is a matter of taste.
fn braces<'a>(line: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    line.strip_prefix(word)?.trim_start().strip_prefix('{')?.split_once('}')
}

/// `import { a as b } from "./x.js";`: its names and the file.
fn static_import(line: &str) -> Option<(&str, &str)> {
    let (names, rest) = braces(line, "import")?;
    let from = rest.trim().strip_prefix("from")?.trim().trim_end_matches(';').trim_matches(['"', '\'']);
    Some((names, from))
}

/// The name that `async function open(…` or `const open = …` declares.
fn name(declaration: &str) -> Option<&str> {
    let rest = ["async function ", "function ", "const ", "class "].iter().find_map(|word| declaration.strip_prefix(word))?;
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
}

/// `import('./x.js')` as a call of the loader.
fn dynamic_imports(body: &str, folder: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, (file, after))) =
        rest.split_once("import('").and_then(|(before, inside)| Some((before, inside.split_once("')")?)))
    {
        let _ = write!(out, "{before}idpOffline.module({})", quoted(folder, file));
        rest = after;
    }
    out + rest
}

/// The path of a file below the portal's root, as a text of JavaScript.
fn quoted(folder: &str, file: &str) -> String {
    let file = file.trim_start_matches("./");
    let path = if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    serde_json::to_string(&path).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_become_functions_that_give_their_exports() {
        let module = "import { open as engine } from \"./search/module.1.js\";\nexport const open = (x) => engine(x);\nconst y = () => import('./z.2.js');\nexport { y };\n";
        assert_eq!(
            classic("_idp/search.js", module),
            "idpOffline.take(\"_idp/search.js\", (async (fetch) => {\n\
             const { open: engine } = await idpOffline.module(\"_idp/search/module.1.js\");\n\
             const open = (x) => engine(x);\n\
             const y = () => idpOffline.module(\"_idp/z.2.js\");\n\
             return { open, y };\n})(idpOffline.fetch));\n"
        );
    }

    #[test]
    fn modules_without_blanks_are_modules() {
        let module = "import{open as engine}from\"./a.js\";\nexport{engine};\n";
        assert_eq!(
            classic("_idp/b.js", module),
            "idpOffline.take(\"_idp/b.js\", (async (fetch) => {\n\
             const {open: engine} = await idpOffline.module(\"_idp/a.js\");\n\
             return { engine };\n})(idpOffline.fetch));\n"
        );
    }

    #[test]
    fn bytes_are_written_in_base_64() {
        let text = |bytes: &[u8]| data("a", bytes).split('"').nth(3).unwrap().to_owned();
        assert_eq!([text(b""), text(b"f"), text(b"fo"), text(b"foo"), text(b"foob")], ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
        assert_eq!(text(&[255, 254, 253]), "//79");
    }
}
