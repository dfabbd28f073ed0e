//! Hostile content, opened page by page in a real browser with the Content-Security-Policy switched off: what is published
//! must be harmless by itself.
//!
//! `IDP_DOCS_HOSTILE_SITE=folder` opens an existing site instead of the fixture; its canaries are functions whose names begin
//! with `xss`, so that one that runs is an exception in the console.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;

use super::chromium::{Chromium, Page};
use super::host;

/// What runs if it is let: `RUN` sets a mark in the window.
const RUN: &str = "window.canary=1";

/// Payloads, one page each and all on one; `RUN` stands for the script, `EVIL` for another host.
const PAYLOADS: &[&str] = &[
    "<script>RUN</script> <img src=x onerror=RUN> <svg onload=RUN><script>RUN</script></svg>",
    "[a](javascript:RUN) <javascript:RUN> <a href=\"java&#9;script:RUN\">b</a> <a href=data:text/html,<script>RUN</script>>c</a>",
    "<iframe src=//EVIL></iframe><iframe srcdoc=\"<script>parent.RUN</script>\"></iframe><object data=//EVIL></object><embed src=//EVIL>",
    "<base href=//EVIL/><meta http-equiv=refresh content=0;url=//EVIL><link rel=stylesheet href=//EVIL/a.css>",
    "<style>body{background:url(//EVIL/a)}</style><p style=\"background:url(//EVIL/b)\">x</p><table background=//EVIL/c><tr><td>x</table>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=RUN&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=RUN>\">\n\n<noscript><p title=\"</noscript><img src=x onerror=RUN>\">",
    "<form><input name=action><button formaction=javascript:RUN autofocus onfocus=RUN>x</button></form><select autofocus onfocus=RUN>",
    "<details open ontoggle=RUN><summary>x</summary></details><video src=x onerror=RUN></video><audio src=x onerror=RUN></audio>",
    "> <img src=x\n> onerror=RUN>\n\n| <img src=x | onerror=RUN> |\n|---|---|\n\n**<img src=x onerror=\"**RUN\">**",
    "# h {#x onclick=RUN}\n\n```js\" onmouseover=\"RUN\nx\n```\n\n!!! note \"<img src=x onerror=RUN>\"\n    x\n\n=== \"<img src=x onerror=RUN>\"\n    y",
    "```mermaid\ngraph TD\nA[\"<img src=x onerror=RUN>\"] --> B\nclick A href \"javascript:RUN\"\n```\n\n$$\\href{javascript:RUN}{x}$$\n\n![d](evil.svg)",
    "<a id=defaultView name=cookie></a><img name=body src=x><form id=location></form>\n\n## idp-main\n\n## search-page\n\n## constructor",
    "<plaintext>\n\n<textarea><title><xmp><!-- RUN </main></body></html>",
    "`<img src=x onerror=RUN>` &lt;script&gt;RUN&lt;/script&gt; \\<svg onload=RUN\\> <mark>&lt;img src=x onerror=RUN&gt;</mark> canaryword",
];

/// Nothing in a hostile repository runs, whichever page it is on, and nothing leaves for another host.
pub fn hostile_content_does_nothing(browser: &mut Chromium, _: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let site = std::env::var_os("IDP_DOCS_HOSTILE_SITE").map_or_else(|| built(folder.path()), PathBuf::from);
    let portal = host::serve(site);
    let origin = portal.trim_end_matches("/portal/").to_owned();
    let mut page = browser.page(1280, 900, "light");
    page.call("Page.setBypassCSP", &json!({ "enabled": true }));
    let mut problems = Vec::new();
    let mut seen = BTreeSet::from([portal.clone()]);
    let mut todo = VecDeque::from([portal.clone()]);
    while let Some(url) = todo.pop_front() {
        // A page that never loads is known by being the last one named.
        println!("{url}");
        page.open(&url);
        judge(&mut page, &url, &origin, &mut problems);
        let links = "[...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href.split(/[?#]/)[0])";
        for link in page.eval(links).as_array().into_iter().flatten().filter_map(|it| it.as_str()) {
            if link.starts_with(&portal) && link.ends_with('/') && !is_one_of_thousands(link) && seen.insert(link.to_owned()) {
                todo.push_back(link.to_owned());
            }
        }
    }
    for words in
        ["canaryword", "onerror", "script", "img src", "xss", "constructor", "%3Cimg%20src%3Dx%20onerror%3Dwindow.canary%3D1%3E"]
    {
        let url = format!("{portal}search/?q={words}");
        page.open(&url);
        std::thread::sleep(std::time::Duration::from_millis(400));
        judge(&mut page, &url, &origin, &mut problems);
    }
    println!("{} pages opened", seen.len());
    assert!(seen.len() > 20, "only {} pages were found", seen.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn judge(page: &mut Page<'_>, url: &str, origin: &str, problems: &mut Vec<String>) {
    // Whatever waits for the focus, the pointer or a click gets it.
    page.eval("for (const it of [...document.querySelectorAll('main *')].slice(0, 3000)) { it.dispatchEvent(new Event('mouseover', {bubbles: true})); it.focus?.(); } 1");
    if page.eval("window.canary ?? null") == json!(1) {
        problems.push(format!("{url}: a script of the content ran"));
    }
    let ran = page.complaints().into_iter().filter(|it| it.contains("xss") && it.contains("is not defined"));
    problems.extend(ran.map(|it| format!("{url}: {}", it.chars().take(300).collect::<String>())));
    let foreign = page.requests().into_iter().filter(|it| !it.starts_with(origin) && !it.starts_with("data:"));
    problems.extend(foreign.map(|it| format!("{url} asks {it}")));
}

/// Generated families of a large hostile set, of which a few are enough.
fn is_one_of_thousands(link: &str) -> bool {
    ["h-fan-", "h-deep-", "many-pages/d", "/fan-out/page-", "/many-pages/page-"].iter().any(|it| link.contains(it))
}

/// A portal of one hostile repository and a sound one.
fn built(folder: &Path) -> PathBuf {
    let write = |path: &str, text: &str| {
        let path = folder.join("repos").join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, text.replace("RUN", RUN).replace("EVIL", "evil.example")).expect("a file");
    };
    for (number, payload) in PAYLOADS.iter().enumerate() {
        write(&format!("evil/docs/p{number}.md"), &format!("# Page {number}\n\n{payload}\n"));
        write(&format!("book/src/p{number}.md"), &format!("# Page {number}\n\n{payload}\n"));
        write(&format!("saur/docs/p{number}.mdx"), &format!("---\ntitle: '<img src=x onerror=RUN>'\n---\n\n{payload}\n"));
    }
    write("evil/docs/all.md", &PAYLOADS.join("\n\n"));
    write("evil/docs/<img src=x onerror=RUN>.md", "no heading\n");
    write("evil/docs/evil.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"RUN\"><script>RUN</script></svg>");
    write(
        "evil/mkdocs.yml",
        "site_name: '</title><script>RUN</script>'\nrepo_url: 'javascript:RUN'\nextra_javascript: [evil.js]\n",
    );
    write("evil/docs/evil.js", "RUN");
    write("book/book.toml", "[book]\ntitle = '<img src=x onerror=RUN>'\nsrc = 'src'\n");
    write("book/src/SUMMARY.md", "# Summary\n\n- [<img src=x onerror=RUN>](p1.md)\n- [javascript](javascript:RUN)\n");
    write("saur/docusaurus.config.js", "module.exports = {title: '<script>RUN</script>'};\n");
    let text = "\"<img src=x onerror=RUN> </script><script>RUN</script>\"";
    let definition = format!(
        "openapi: 3.0.0\n    info: {{title: {text}, version: '1', description: {text}, termsOfService: 'javascript:RUN'}}\n    \
         servers: [{{url: 'javascript:RUN'}}]\n    paths: {{'/<img src=x onerror=RUN>': {{get: {{summary: {text}, responses: {{}}}}}}}}"
    );
    write(
        "evil/catalog-info.yaml",
        &format!(
            "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: evil\n  title: {text}\n  description: {text}\n  \
             links: [{{url: 'javascript:RUN', title: {text}}}, {{url: 'https://x.example/\\\"onmouseover=RUN', title: {text}}}]\n  \
             annotations:\n    backstage.io/techdocs-ref: dir:.\n    backstage.io/view-url: 'javascript:RUN'\n\
             spec:\n  type: openapi\n  lifecycle: {text}\n  owner: group:default/team\n  definition: |\n    {definition}\n"
        ),
    );
    let out = folder.join("site");
    let status = Command::new(env!("CARGO_BIN_EXE_idp-docs"))
        .args(["build", "--no-cache", "--fail-on", "never", "--out"])
        .args([out.as_os_str(), folder.join("repos").as_os_str()])
        .stderr(std::process::Stdio::null())
        .status()
        .expect("idp-docs runs");
    assert!(status.success(), "the sound part is published");
    out
}
