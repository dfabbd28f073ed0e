//! How fast one core parses, renders and highlights: `cargo bench --bench markdown`.
//!
//! The pages are made here, so that the figures mean the same everywhere. With folders as arguments
//! (`cargo bench --bench markdown -- docs/`), their `.md` files are measured too.

use std::time::{Duration, Instant};

use idp_docs::config::DialectName;
use idp_docs::markdown::{NoIncludes, Options, outline, render};

/// Each measurement runs at least this long.
const LONG_ENOUGH: Duration = Duration::from_secs(1);

fn options(dialect: DialectName) -> Options {
    Options::plain(dialect)
}

/// A page of the usual length, about 5 kB: headings, paragraphs with links, lists, a table, an admonition.
fn page(number: usize) -> String {
    let mut text = format!("---\ntitle: Page {number}\n---\n\n# Page {number}\n\n");
    for section in 0..6 {
        text.push_str(&format!("## Section {section} of {number}\n\n"));
        for line in 0..4 {
            text.push_str(&format!(
                "The service reads `config-{line}.yaml`, *then* starts; see [the guide](../guide/page-{line}.md#start) for\n\
                 what each setting does, and **keep** the order of settings as it is, because later ones win over earlier.\n\n"
            ));
        }
        text.push_str("- one thing to do\n- another, with `code`\n    - and a part of it\n\n1. first\n2. second\n\n");
        text.push_str("| name | default | meaning |\n|---|---|---|\n| `port` | 80 | where it listens |\n| `host` | any | who may call |\n\n");
        text.push_str("!!! note \"Mind this\"\n    A word of warning with a [link](other.md).\n\n");
    }
    text
}

const SAMPLES: [(&str, &str); 6] = [
    (
        "yaml",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: shop # the name\n  labels: {app: shop, tier: \"web\"}\nspec:\n  ports:\n    - port: 80\n      targetPort: 8080\n",
    ),
    (
        "bash",
        "#!/bin/sh\nset -e\nfor file in *.yaml; do\n  kubectl apply -f \"$file\" --namespace=\"${NS:-default}\" || exit 1\ndone\necho done\n",
    ),
    (
        "python",
        "import os\n\n\ndef main(path: str, *, deep: bool = False) -> int:\n    \"\"\"Counts files.\"\"\"\n    return sum(1 for _ in os.scandir(path) if deep or _.is_file())\n",
    ),
    (
        "json",
        "{\n  \"name\": \"shop\",\n  \"version\": \"1.2.3\",\n  \"private\": true,\n  \"ports\": [80, 443],\n  \"owner\": {\"team\": \"shop\"}\n}\n",
    ),
    (
        "typescript",
        "export async function load(id: string): Promise<Item | undefined> {\n  const found = await fetch(`/items/${id}`);\n  return found.ok ? ((await found.json()) as Item) : undefined;\n}\n",
    ),
    ("go", "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfor i := 0; i < 3; i++ {\n\t\tfmt.Printf(\"%d\\n\", i)\n\t}\n}\n"),
];

/// A page of code of one language, about 16 kB in blocks of the usual size.
fn code_page(language: &str, sample: &str) -> String {
    let block = sample.repeat(4);
    let blocks = 16_000 / block.len() + 1;
    (0..blocks).map(|_| format!("```{language}\n{block}```\n\n")).collect()
}

/// How often a second `work` runs.
fn rate(mut work: impl FnMut()) -> f64 {
    work();
    let start = Instant::now();
    let mut runs = 0_u32;
    while start.elapsed() < LONG_ENOUGH {
        work();
        runs += 1;
    }
    f64::from(runs) / start.elapsed().as_secs_f64()
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn say(name: &str, value: f64, unit: &str) {
    println!("{name:<28} {value:>10.1} {unit}");
}

fn megabytes(pages: &[String]) -> f64 {
    pages.iter().map(String::len).sum::<usize>() as f64 / 1e6
}

fn measure(name: &str, pages: &[String], dialect: DialectName) {
    let options = options(dialect);
    let count = pages.len() as f64;
    let outlined = rate(|| pages.iter().for_each(|it| drop(std::hint::black_box(outline(it, &options, &NoIncludes)))));
    let rendered = rate(|| pages.iter().for_each(|it| drop(std::hint::black_box(render(it, &options, &NoIncludes)))));
    say(&format!("{name}: outline"), outlined * count, "pages/s");
    say(&format!("{name}: render"), rendered * count, "pages/s");
    say(&format!("{name}: render"), rendered * megabytes(pages), "MB/s");
}

fn main() {
    let pages: Vec<String> = (0..50).map(page).collect();
    measure("prose", &pages, DialectName::Techdocs);
    let mut all = Vec::new();
    for (language, sample) in SAMPLES {
        let page = code_page(language, sample);
        let bytes = page.len() as f64 / 1e6;
        let options = options(DialectName::Techdocs);
        let runs = rate(|| drop(std::hint::black_box(render(&page, &options, &NoIncludes))));
        say(&format!("code: {language}"), runs * bytes, "MB/s");
        all.push(page);
    }
    measure("code of all six", &all, DialectName::Techdocs);
    for folder in std::env::args().skip(1).filter(|it| !it.starts_with("--")) {
        let files = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().filter_map(Result::ok);
        let texts = files.filter(|it| it.path().extension().is_some_and(|it| it == "md"));
        #[expect(clippy::disallowed_methods, reason = "a benchmark reads the folders it is given")]
        let pages: Vec<String> = texts.filter_map(|it| std::fs::read_to_string(it.path()).ok()).collect();
        measure(&folder, &pages, DialectName::Techdocs);
    }
}
