//! Whole pages, one construct each.

use super::*;

fn options(dialect: DialectName) -> Options {
    let features = vec!["math".to_owned(), "callout:note=Note".to_owned()];
    Options { features, ..Options::plain(dialect) }
}

fn html(text: &str, dialect: DialectName) -> String {
    let rendered = render(text, &options(dialect), &NoIncludes);
    assert_eq!(rendered.outline, outline(text, &options(dialect), &NoIncludes), "the outline is the same either way");
    let pieces = rendered.pieces.iter().map(|it| match it {
        Piece::Html(html) => html.clone(),
        Piece::Link(slot) => slot.target.clone(),
        Piece::Title(words) => format!("title or {words}"),
    });
    pieces.collect::<String>().replace('\n', "")
}

/// Every part stands in the HTML, in this order.
fn holds(text: &str, dialect: DialectName, parts: &[&str]) {
    let html = html(text, dialect);
    let mut rest = html.as_str();
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { panic!("no {part:?} in its place in {html}") };
        rest = after;
    }
}

#[test]
fn admonitions_of_all_dialects() {
    let body =
        "<div class=\"admonition tip\"><p class=\"admonition-title\">T <em>i</em></p><p>a</p><ul><li>b</li></ul></div><p>c</p>";
    holds("!!! tip \"T *i*\"\n    a\n\n    - b\n\nc\n", DialectName::Techdocs, &[body]);
    holds("/// tip | T *i*\na\n\n- b\n///\n\nc\n", DialectName::Techdocs, &[body]);
    holds(":::tip[T *i*]\na\n\n- b\n:::\n\nc\n", DialectName::Docusaurus, &[body]);
    holds("> [!TIP] T *i*\n> a\n>\n> - b\n\nc\n", DialectName::Github, &[body]);
    holds(
        "{% hint style=\"tip\" %}\na\n{% endhint %}\n\nc\n",
        DialectName::Gitbook,
        &["<div class=\"admonition tip\"><p>a</p></div><p>c</p>"],
    );
    holds("{: .note }\na\n\nb\n", DialectName::Jekyll, &["admonition note", ">Note</p><p>a</p></div><p>b</p>"]);
    holds("{: .note-title }\n> T\n>\n> a\n", DialectName::Jekyll, &["<p class=\"admonition-title\">T</p><p>a</p></div>"]);
}

#[test]
fn an_alert_goes_on_in_indented_text() {
    let text = "> [!NOTE]\n> **a**\n>\n\n    b\n    - c\n\n> [!TIP]\n> d\n\ne\n";
    let note = "<div class=\"admonition note\"><p class=\"admonition-title\">Note</p><p><strong>a</strong></p><p>b</p><ul><li>c</li></ul></div>";
    holds(text, DialectName::Techdocs, &[note, "<div class=\"admonition tip\">", "<p>d</p></div><p>e</p>"]);
    holds("> [!NOTE]\n> a\n\n    b\n", DialectName::Github, &["</div>", "<code>b"]);
    holds("> [!NOTE]\n> a\n\nb\n", DialectName::Techdocs, &["<p>a</p></div><p>b</p>"]);
}

#[test]
fn reads_what_only_python_markdown_reads() {
    let techdocs = |text: &str, parts: &[&str]| holds(text, DialectName::Techdocs, parts);
    techdocs("the _*a*_ b\n", &["<p>the <em><em>a</em></em> b</p>"]);
    techdocs("a|b\n-|-\n`x|y`|c\n\n`p|q`\n", &["<td><code>x|y</code></td><td>c</td>", "<code>p|q</code>"]);
    techdocs("# A\n1. b\n```\nc\n```\n2. d\n", &["<ol><li>b<div", "</div></li><li>d</li></ol>"]);
    techdocs("<details>\n<summary>a</summary>\n```\n<p>b\n\n```\n</details>\n\nc\n", &["<code>&lt;p&gt;b", "</details><p>c</p>"]);
    techdocs("<div>\n\na\n\n</div>\n\n1. b\n```\nc\n```\n", &["</div><ol><li>b<div"]);
    techdocs("_see [a](b){target=\"_blank\"}._\n", &["<p><em>see <a href=\"b\">a</a>.</em></p>"]);
    techdocs("a[^1]\n\n[^1]:\n    b\n    c\n\nd\n", &["<p>d</p>", "<li id=\"fn:1\"><p>bc&#160;"]);
    techdocs("a\n:smile: b\n", &["<p>a😄 b</p>"]);
    techdocs("### `a` b { data-x }\n", &["<code>a</code> b<a"]);
    techdocs("??? note \"_a_\"\n    b\n", &["<summary><em>a</em></summary>"]);
    techdocs("a\n[//]: # (b)\nc\n", &["<p>a</p><p>c</p>"]);
    techdocs("1. a\n```sh\nb\n```\n2. c\n", &["<ol><li>a", "</div></li><li>c</li></ol>"]);
    techdocs("a\n- b\n```sh\nc\n```\n", &["<li>b</li></ul><div class=\"highlight\">"]);
    techdocs("<a@b.example>\n", &["<a href=\"mailto:a@b.example\">a@b.example</a>"]);
    techdocs("| a\t| b\t|\n|---\t|---\t|\n| c | d |\n", &["<table>", "<td>c</td>"]);
    techdocs("<a href=\"x\">https://a.example</a>\n", &["<p><a href=\"x\">https://a.example</a></p>"]);
    techdocs("<div>\n  <p>\n      a\n  </p>\n</div>\n", &["<div>  <p>      a  </p></div>"]);
    techdocs("1) a\n\n2) [b](b)\n   c\n\nd\n", &["<p>1) a</p><p>2) <a href=\"b\">b</a>c</p><p>d</p>"]);
    techdocs("1) a\n2) b\n\nc\n", &["<ol><li>a</li><li>b</li></ol><p>c</p>"]);
    techdocs("1) a\n\n   b\n\n2) c\n", &["<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"]);
    techdocs("!!! note\n    1) a\n\n    2) b\n\n1) c\n", &["<p>1) a</p><p>2) b</p></div><p>1) c</p>"]);
    techdocs("```SELECT a FROM b\nWHERE c\n```\n\nd\n", &["<code>SELECT a FROM bWHERE c", "<p>d</p>"]);
    let link = "<a href=\"b\">a</a>";
    techdocs("x [a] [l] [n] [m]\n\n[l]: b\n", &["<p>x ", link, " [n] [m]</p>"]);
    techdocs("x [a]\n[L] y\n\n`[a] [l]`\n\n[l]: b\n", &["<p>x ", link, " y</p><p><code>[a] [l]</code>"]);
    techdocs(
        "- [x] [l]\n\n[k] [l] [a](c) [l]\n\n[l]: b\n[k]: b\n",
        &["checked", "<a href=\"b\">l</a>", ">k</a> <a", ">a</a> <a"],
    );
    techdocs("<!-- a -->\n:   b\n", &["<dl><dt><span></span></dt><dd>", "b", "</dd></dl>"]);
    techdocs("```typescript jsx\na\n```\n", &["<code class=\"language-typescript\""]);
}

#[test]
fn containers_nest_with_lists_and_code() {
    let text = "1. a\n\n    !!! note\n        b\n\n        ```sh\n        c\n          d\n        ```\n\n2. e\n";
    holds(
        text,
        DialectName::Techdocs,
        &["<ol><li><p>a</p>", "<div class=\"admonition note\">", "  <span", "</div></li><li><p>e</p></li></ol>"],
    );
    holds("```\n!!! note\n    a\n```\n", DialectName::Techdocs, &["!!! note    a"]);
    holds("text\n\n    !!! note\n", DialectName::Techdocs, &["<code>!!! note"]);
}

#[test]
fn containers_start_behind_list_markers() {
    let note = "<div class=\"admonition note\"><p class=\"admonition-title\">A</p><p>b</p></div>";
    holds("- !!! note \"A\"\n      b\n\n- c\n", DialectName::Techdocs, &["<ul><li>", note, "</li><li>", "c"]);
    holds(
        "1. === \"T\"\n\n        b\n",
        DialectName::Techdocs,
        &["<ol><li>", "<label for=\"__tabbed_1_1\">T</label>", "<p>b</p>"],
    );
    holds("* 1. > [!NOTE]\n     > b\n", DialectName::Github, &["<ul><li><ol><li>", "admonition note", "<p>b</p></div>"]);
    holds("- !! b\n- === c\n", DialectName::Techdocs, &["<li>!! b</li><li>=== c</li>"]);
    // Right below the marker line, text that is indented against the marker is the body, down to a blank line.
    for text in ["- !!! note \"A\"\n    b\n\n    c\n- d\n", "*   !!! note \"A\"\n    b\n\n    c\n*   d\n"] {
        holds(text, DialectName::Techdocs, &["<ul><li>", note, "<p>c</p></li><li>", "d"]);
    }
    let code = "1. !!! note \"A\"\n    b\n\n    ```\n    c\n    ```\n";
    holds(code, DialectName::Techdocs, &[note, "<pre", "c", "</pre>", "</li></ol>"]);
    let code = "- !!! note \"A\"\n    ```\n    c\n\n      d\n    ```\n    b\n\ne\n";
    holds(code, DialectName::Techdocs, &["A</p><", "c", "  d", "</pre>", "<p>b</p></div></li></ul><p>e</p>"]);
    holds("- !!! note \"A\"\n  b\n", DialectName::Techdocs, &["<p class=\"admonition-title\">A</p></div>b</li>"]);
    // In a tight list, too, the title and the body are two paragraphs.
    holds("- !!! note \"A\"\n      b *c*\n- d\n", DialectName::Techdocs, &["A</p><p>b <em>c</em></p></div></li><li>d</li></ul>"]);
}

#[test]
fn tabs_of_all_dialects() {
    let parts = [
        "data-tabs=\"1:2\"",
        ">A</label>",
        ">B</label>",
        "<div class=\"tabbed-block\"><p>a</p></div><div class=\"tabbed-block\"><p>b</p></div>",
        "<p>c</p>",
    ];
    holds("=== \"A\"\n    a\n\n=== \"B\"\n    b\n\nc\n", DialectName::Techdocs, &parts);
    holds(
        "<Tabs>\n<TabItem value=\"a\" label=\"A\">\n\na\n\n</TabItem>\n<TabItem value=\"B\">\n\nb\n\n</TabItem>\n</Tabs>\n\nc\n",
        DialectName::Docusaurus,
        &parts,
    );
    holds(
        "{% tabs %}\n{% tab title=\"A\" %}\na\n{% endtab %}\n\n{% tab title=\"B\" %}\nb\n{% endtab %}\n{% endtabs %}\n\nc\n",
        DialectName::Gitbook,
        &parts,
    );
}

#[test]
fn inline_constructs_of_techdocs() {
    holds(
        "==a== ^^b^^ x^2^ H~2~O (c) 1st --> :smile:\n",
        DialectName::Techdocs,
        &["<mark>a</mark>", "<ins>b</ins>", "<sup>2</sup>", "<sub>2</sub>", "©", "1<sup>st</sup>", "→", "😄"],
    );
    holds(
        "[a](b.md){ .md-button title=\"t\" onclick=\"x()\" }\n",
        DialectName::Techdocs,
        &["<a href=\"b.md\" class=\"md-button\" title=\"t\">a</a></p>"],
    );
    holds(
        "see https://a.example/x. and foo*bar*baz\n",
        DialectName::Techdocs,
        &["<a href=\"https://a.example/x\"", ">https://a.example/x</a>.", "foo*bar*baz"],
    );
    holds("*[HTML]: Hyper\n\nHTML and XHTML\n", DialectName::Techdocs, &["<abbr title=\"Hyper\">HTML</abbr> and XHTML"]);
    holds(
        "a[^x]\n\n[^x]: Note\n",
        DialectName::Techdocs,
        &["<sup id=\"fnref:x\">", "<li id=\"fn:x\"><p>Note&#160;<a class=\"footnote-backref\" href=\"#fnref:x\""],
    );
}

#[test]
fn headings_have_ids_of_their_dialect() {
    let heads = |text: &str, dialect| {
        let outline = outline(text, &options(dialect), &NoIncludes);
        outline.headings.into_iter().map(|it| (it.id, it.text)).collect::<Vec<_>>()
    };
    let pair = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    assert_eq!(
        heads("# A & B\n\n## C {#d .x}\n\n## A & B\n", DialectName::Techdocs),
        [pair("a-b", "A & B"), pair("d", "C"), pair("a-b_1", "A & B")]
    );
    assert_eq!(heads("# A & B\n\n## A & B\n", DialectName::Github), [pair("a--b", "A & B"), pair("a--b-1", "A & B")]);
    assert_eq!(heads("## T <a href=\"#x\" id=\"x\"></a>\n", DialectName::Gitbook), [pair("x", "T")]);
}

#[test]
fn the_title_is_the_first_heading_only_if_it_comes_first() {
    let title = |text| outline(text, &options(DialectName::Techdocs), &NoIncludes).title;
    assert_eq!(title("---\na: b\n---\n<!-- c -->\n# *T*\n").as_deref(), Some("T"));
    assert_eq!(title("text\n\n# T\n"), None);
    assert_eq!(title("## T\n"), None);
}

#[test]
fn spans_point_into_the_file() {
    let text = "---\ntitle: x\n---\n!!! note\n    see [a](b.md)\n";
    let rendered = render(text, &options(DialectName::Techdocs), &NoIncludes);
    let slot = rendered.pieces.iter().find_map(|it| if let Piece::Link(slot) = it { slot.span } else { None }).expect("a link");
    assert_eq!((slot.line, slot.column, slot.end_column), (5, 9, 18));
}

#[test]
fn raw_html_is_sanitised_and_ours_survives() {
    let text = "<b onclick=x()>t</b> [l](a.md)\n\n```py\ndef f(): pass\n```\n\n<script>x()</script>\n\n$x^2$\n";
    holds(
        text,
        DialectName::Github,
        &["<b>t</b> <a href=\"a.md\">l</a>", "<span class=\"hl-keyword\">def</span>", "<math", "<msup>"],
    );
    assert!(!html(text, DialectName::Github).contains("x()"), "no script survives");
}

#[test]
fn sections_hold_prose_and_code_apart() {
    let rendered = render("a\n\n# H\n\nb *c*\n\n```\nd\n```\n", &options(DialectName::Github), &NoIncludes);
    let sections: Vec<_> = rendered.sections.iter().map(|it| (it.anchor.as_str(), it.text.as_str(), it.code.as_str())).collect();
    assert_eq!(sections, [("", "a", ""), ("h", "b c", "d")]);
}

#[test]
fn mdx_shows_values_of_the_front_matter() {
    let page = "---\ntitle: A *b* <i>\nmore: {n: 3}\n---\n\n## On {frontMatter.title}\n\n{frontMatter.more.n} {frontMatter.gone}`{frontMatter.title}`\n\n```\n{frontMatter.title}\n```\n";
    let parts = ["On A *b* &lt;i&gt;<a", "<p>3 <code>{frontMatter.title}</code></p>", "{frontMatter.title}</code>"];
    holds(page, DialectName::Docusaurus, &parts);
}

#[test]
fn references_show_the_title_of_their_page() {
    let gitbook = |text: &str, parts: &[&str]| holds(text, DialectName::Gitbook, parts);
    let link = "<div class=\"content-ref\"><p><a href=\"a/b.md\">title or b.md</a></p></div>";
    gitbook(
        "{% content-ref url=\"a/b.md\" %}\n[b.md](a/b.md)\n{% endcontent-ref %}\n\n[c](c.md)\n",
        &[link, "<a href=\"c.md\">c</a>"],
    );
    gitbook("{% content-ref url=\"a/b.md\" %}\n{% endcontent-ref %}\n", &[link]);
    let elsewhere = "{% content-ref url=\"https://a.example\" %}\n[A](https://a.example)\n{% endcontent-ref %}\n";
    gitbook(elsewhere, &["<a href=\"https://a.example\" rel=\"noopener noreferrer\">A</a>"]);
    gitbook(
        "<b>a</b>\n\n{% content-ref url=\"b.md\" %}\n[`b`](b.md)\n{% endcontent-ref %}\n",
        &["<a href=\"b.md\">title or b</a>"],
    );
}

#[test]
fn template_tags_never_show() {
    for (text, dialect) in [
        ("{% stepper %}\n{% step %}\na\n{% endstep %}\n{% endstepper %}\n{% whatever %}\n", DialectName::Gitbook),
        ("import X from './x';\n\na\n\n<X y={{z: 1}} />\n\n{/* c */}\n", DialectName::Docusaurus),
        ("{% include x.html %}a\n{: .label }\n\n{::options a=\"b\" /}\n", DialectName::Jekyll),
        ("<Listing number=\"1-1\">\n\na\n\n</Listing>\n", DialectName::Mdbook),
    ] {
        let html = html(text, dialect);
        assert!(html.contains('a') && !html.contains(['{', '%']) && !html.contains("import") && !html.contains("&lt;"), "{html}");
    }
}

#[test]
fn what_is_left_open_is_noted() {
    let codes =
        |text| render(text, &options(DialectName::Techdocs), &NoIncludes).notes.into_iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(codes("```\na\n"), ["unclosed-block"]);
    assert_eq!(codes("/// note\na\n"), ["unclosed-block"]);
    assert_eq!(codes("<!-- a\n\nb\n"), ["unclosed-markup"]);
    assert_eq!(codes("[a](javascript:x())\n"), ["unsafe-address"]);
    assert_eq!(codes("# a {#x}\n\n# b {#x}\n"), ["duplicate-id"]);
}

/// The elements and the words of some HTML, in order: what a reader gets, whichever way it is spelled.
fn shape(html: &str) -> Vec<String> {
    // What the portal adds to plain Markdown.
    let ours = ["div", "span"];
    let mut shape: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut anchor = false;
    for token in html::tokens(html) {
        match token {
            html::Token::Text(text) if !anchor => words.push_str(text),
            html::Token::Tag(tag) if tag.name == "a" && tag.get("class").is_some_and(|it| it == "headerlink") => anchor = true,
            html::Token::Tag(tag) if anchor && tag.name == "a" => anchor = false,
            html::Token::Tag(tag) if !ours.contains(&tag.name.as_str()) => {
                let said = words.split_whitespace().collect::<Vec<_>>().join(" ");
                words.clear();
                shape.extend(Some(said).filter(|it| !it.is_empty()));
                shape.push(format!("{}{}", if tag.closing { "/" } else { "" }, tag.name));
            }
            _ => {}
        }
    }
    shape.extend(Some(words.trim().to_owned()).filter(|it| !it.is_empty()));
    shape.iter().map(|it| it.replace("&quot;", "\"").replace("&#39;", "'").replace("&gt;", ">")).collect()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// Plain GitHub Markdown is what pulldown-cmark makes of it: containers, lists and ids change no structure.
    #[test]
    fn github_is_plain_markdown(lines in proptest::collection::vec(markdown_line(), 1..14)) {
        let text = lines.join("\n") + "\n";
        let options = Options { features: Vec::new(), ..options(DialectName::Github) };
        let ours: String = render(&text, &options, &NoIncludes).pieces.into_iter().map(|it| match it {
            Piece::Html(html) => html,
            Piece::Link(slot) => slot.target,
            Piece::Title(words) => words,
        }).collect();
        let parser = pulldown_cmark::Parser::new_ext(&text, dialect::parser_options(DialectName::Github, false));
        let mut plain = String::new();
        pulldown_cmark::html::push_html(&mut plain, parser);
        proptest::prop_assert_eq!(shape(&ours), shape(&plain), "{}", text);
    }
}

/// A line of Markdown: some blanks, some markers, some words.
fn markdown_line() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    const STARTS: &[&str] = &[
        "",
        "",
        "- ",
        "* ",
        "1. ",
        "2) ",
        "> ",
        "# ",
        "### ",
        "```",
        "~~~",
        "---",
        "    ",
        "- [x] ",
        "| a | b |",
        "|---|---|",
        "===",
    ];
    const WORDS: &[&str] = &[
        "",
        "word",
        "*a* b",
        "**a**",
        "`c`",
        "[x](y.md \"t\")",
        "![i](j.png)",
        "a  ",
        "<https://x.example>",
        "\\*",
        "~~s~~",
        "&amp;",
        "- a",
        "> q",
    ];
    (0..6_usize, prop::sample::select(STARTS), prop::sample::select(WORDS))
        .prop_map(|(blanks, start, words)| format!("{}{start}{words}", " ".repeat(blanks)))
}
