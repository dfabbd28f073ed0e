use std::time::{Duration, Instant};

use super::painter::Class;
use super::*;

fn painted(language: &str, code: &str) -> Vec<Stretch> {
    let mut painter = Painter::new(code);
    match lexer_of(language).expect("a known language") {
        Code(language) => lexer::lex(&mut painter, language),
        Own(lex) => lex(&mut painter),
    }
    painter.finish()
}

/// Code with each painted word as `⟨class:word⟩`.
fn marked(language: &str, code: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for it in painted(language, code) {
        out.push_str(code.get(at..it.start).expect("text"));
        out.push_str(&format!("⟨{}:{}⟩", it.class.name().trim_start_matches("hl-"), code.get(it.start..it.end).expect("text")));
        at = it.end;
    }
    out + code.get(at..).expect("text")
}

/// Each expected stretch stands in the marked code.
fn check(language: &str, code: &str, expected: &[&str]) {
    let marked = marked(language, code);
    let missing: Vec<_> = expected.iter().filter(|it| !marked.contains(**it)).collect();
    assert!(missing.is_empty(), "{language}: {missing:#?} not in\n{marked}");
}

#[test]
fn long_code_keeps_its_colours() {
    for (language, line) in [
        ("rust", "fn f(a: u8) -> u8 { a + 1 }\n"),
        ("yaml", "- a: [1, 2]\n"),
        ("json", "[1, {\"a\": 2}],\n"),
        ("bash", "echo \"$a\" | cat > b\n"),
    ] {
        assert!(highlight(language, &line.repeat(4_000)).is_some(), "{language}");
    }
}

#[test]
fn paints_words() {
    let html = highlight("py", "def f():\n    return \"<x>\"\n").expect("Python is known");
    assert!(html.contains("<span class=\"hl-keyword\">def</span>"), "{html}");
    assert!(html.contains("&lt;x&gt;"), "{html}");
}

#[test]
fn every_listed_language_has_its_words() {
    for (lexer, names) in LANGUAGES {
        let words = match lexer {
            Code(language) => language.words().map_or(0, |it| it.len()),
            Own(_) => 1,
        };
        assert!(words > 0, "{names}");
    }
}

#[test]
fn leaves_the_rest_plain() {
    assert_eq!(highlight("no-such-language", "x"), None);
    assert_eq!(highlight("json", &"1".repeat(MAX_BYTES + 1)), None);
}

#[test]
fn keeps_every_character() {
    for code in ["a: [1, {b: \"c\"}] # d\n", "{{- if .x }}\nk: v\n", "", "\n\n", "é: ü"] {
        let html = highlight("yaml", code).expect("YAML is known");
        let mut text = String::new();
        let mut inside = false;
        for letter in html.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(letter),
                _ => {}
            }
        }
        assert_eq!(text.replace("&quot;", "\"").replace("&lt;", "<"), code);
    }
}

#[test]
fn compiled_languages() {
    check(
        "rust",
        "#[derive(Debug)]\npub fn get<'a>(s: &'a str, n: Option<u8>) -> bool {\n    // why\n    let c = '\\'';\n    vec![r#\"a\"b\"#, MAX];\n    self.run(0x1f_u8).await?\n}\n",
        &[
            "#[⟨property:derive⟩(⟨type:Debug⟩)]",
            "⟨keyword:pub⟩ ⟨keyword:fn⟩ ⟨function:get⟩<⟨special:'a⟩>(⟨property:s⟩: &⟨special:'a⟩ ⟨type:str⟩",
            "⟨comment:// why⟩",
            "⟨string:'⟩⟨special:\\'⟩⟨string:'⟩",
            "⟨function:vec!⟩[⟨string:r#\"a\"b\"#⟩, ⟨constant:MAX⟩]",
            "⟨constant:self⟩.⟨function:run⟩(⟨number:0x1f_u8⟩).⟨keyword:await⟩?",
        ],
    );
    check(
        "go",
        "type Shop struct {\n\tName string `json:\"name\"`\n}\nfunc (s *Shop) Open(port int) error { return fmt.Errorf(\"%d\\n\", nil) }\n",
        &[
            "⟨keyword:type⟩ ⟨type:Shop⟩ ⟨keyword:struct⟩",
            "⟨type:string⟩ ⟨string:`json:\"name\"`⟩",
            "(s *⟨type:Shop⟩) ⟨function:Open⟩(port ⟨type:int⟩) ⟨type:error⟩",
            "fmt.⟨function:Errorf⟩(⟨string:\"%d⟩⟨special:\\n⟩⟨string:\"⟩, ⟨constant:nil⟩)",
        ],
    );
    check(
        "java",
        "@Override\npublic static void main(String[] args) { /* x */ char c = 'a'; new Shop<>(1.5f); }",
        &[
            "⟨property:@Override⟩",
            "⟨type:void⟩ ⟨function:main⟩(⟨type:String⟩[]",
            "⟨comment:/* x */⟩",
            "⟨string:'a'⟩",
            "⟨number:1.5f⟩",
        ],
    );
    check(
        "kotlin",
        "data class A(val n: Int) {\n  fun f() = \"$n and ${if (true) \"a}\" else 'b'} left\"\n}",
        &[
            "⟨keyword:class⟩ ⟨type:A⟩",
            "⟨special:$n⟩",
            "⟨special:${⟩⟨keyword:if⟩ (⟨constant:true⟩) ⟨string:\"a}\"⟩",
            "⟨special:}⟩⟨string: left\"⟩",
        ],
    );
    check(
        "c",
        "#include <stdio.h>\n#define MAX 10\nstatic int f(struct shop *s) { return s->open(NULL) + 'x'; }",
        &[
            "⟨keyword:#include⟩ ⟨string:<stdio.h>⟩",
            "⟨keyword:#define⟩ ⟨constant:MAX⟩ ⟨number:10⟩",
            "⟨type:shop⟩",
            "s->⟨function:open⟩(⟨constant:NULL⟩)",
        ],
    );
    check("cpp", "auto s = R\"x(a)\" )x\"; int n = 1'000;", &["⟨string:R\"x(a)\" )x\"⟩;", "⟨number:1'000⟩"]);
    check(
        "c#",
        "var s = $\"a {name} b\"; string p = @\"c:\\\"; await Run(null);",
        &[
            "⟨string:$\"a ⟩⟨special:{⟩name⟨special:}⟩⟨string: b\"⟩",
            "⟨string:@\"c:\\\"⟩;",
            "⟨keyword:await⟩ ⟨function:Run⟩(⟨constant:null⟩)",
        ],
    );
    check(
        "swift",
        "func go(to place: String) { print(\"a \\(place.first(1)) b\") }",
        &["⟨special:\\(⟩place.⟨function:first⟩(⟨number:1⟩)⟨special:)⟩⟨string: b\"⟩"],
    );
}

#[test]
fn scripts() {
    check(
        "python",
        "@app.route('/x')\nasync def f(self, n: int = 1) -> None:\n    \"\"\"Two\n    lines.\"\"\"\n    return f\"{n!r:>{width}} \\n\" if n in re.match(r'\\d') else True  # why\n",
        &[
            "⟨function:@app.route⟩(⟨string:'/x'⟩)",
            "⟨keyword:async⟩ ⟨keyword:def⟩ ⟨function:f⟩(⟨constant:self⟩, n: ⟨type:int⟩ = ⟨number:1⟩) -> ⟨constant:None⟩:",
            "⟨string:\"\"\"Two\n    lines.\"\"\"⟩",
            "⟨string:f\"⟩⟨special:{⟩n!r:>{width}⟨special:}⟩⟨string: ⟩⟨special:\\n⟩⟨string:\"⟩",
            "re.⟨function:match⟩(",
            "⟨comment:# why⟩",
        ],
    );
    check("pycon", ">>> import os\n>>> x\nfor you\n", &["⟨comment:>>>⟩ ⟨keyword:import⟩ os", "\nfor you\n"]);
    check(
        "ts",
        "import { A } from './a';\nconst f = async <T,>(id?: string): Promise<T> => ({ type: `n ${a.of({ b: `c` })} d`, re: /[/\"]+/g, n: a / b / c });",
        &[
            "⟨keyword:from⟩ ⟨string:'./a'⟩",
            "⟨property:id⟩?: ⟨type:string⟩",
            "⟨property:type⟩: ⟨string:`n ⟩⟨special:${⟩a.⟨function:of⟩({ ⟨property:b⟩: ⟨string:`c`⟩ })⟨special:}⟩⟨string: d`⟩",
            "⟨special:/[/\"]+/g⟩",
            "a / b / c",
        ],
    );
    check(
        "jsx",
        "const page = (\n  <Page title=\"it's\" onClick={() => go(1)}>\n    {/* note */}\n    don't <b>stop</b> <Link to={`/${id}`} />\n  </Page>\n);\nconst x = 1;",
        &[
            "<⟨tag:Page⟩ ⟨property:title⟩=⟨string:\"it's\"⟩ ⟨property:onClick⟩=⟨special:{⟩() => ⟨function:go⟩(⟨number:1⟩)⟨special:}⟩>",
            "⟨special:{⟩⟨comment:/* note */⟩⟨special:}⟩",
            "don't <⟨tag:b⟩>stop</⟨tag:b⟩>",
            "</⟨tag:Page⟩>\n);\n⟨keyword:const⟩ x",
        ],
    );
}

#[test]
fn scripts_of_servers() {
    check(
        "ruby",
        "class Shop < Base\n  def open?(name: nil)\n    puts <<~TEXT\n      a \"b\n    TEXT\n    @a = :b if %w[x y].any? { |it| it =~ /z\\/#/ }\n  end\nend\n",
        &[
            "⟨keyword:class⟩ ⟨type:Shop⟩ < ⟨type:Base⟩",
            "⟨keyword:def⟩ ⟨function:open?⟩(⟨property:name⟩: ⟨constant:nil⟩)",
            "⟨string:      a \"b\n    TEXT⟩",
            "⟨property:@a⟩ = ⟨special::b⟩ ⟨keyword:if⟩ ⟨string:%w[x y]⟩",
            "⟨special:/z\\/#/⟩",
        ],
    );
    check(
        "php",
        "<p>\n<?php\nforeach ($all as $a) { echo \"$a->b {$c}\"; } // x\n?>\n</p>",
        &[
            "<⟨tag:p⟩>",
            "⟨keyword:<?php⟩",
            "⟨keyword:foreach⟩ (⟨property:$all⟩ ⟨keyword:as⟩",
            "⟨string:\"⟩⟨special:$a⟩",
            "⟨keyword:?>⟩\n</⟨tag:p⟩>",
        ],
    );
    check(
        "lua",
        "--[[ a\nb ]] local s = [==[ ]] ]==] -- c\n",
        &["⟨comment:--[[ a\nb ]]⟩", "⟨string:[==[ ]] ]==]⟩ ⟨comment:-- c⟩"],
    );
    check(
        "groovy",
        "pipeline {\n  stage('Build') { sh \"make ${env.x}\" }\n}",
        &["⟨function:stage⟩(⟨string:'Build'⟩) { ⟨function:sh⟩ ⟨string:\"make ⟩⟨special:${⟩env.x⟨special:}⟩⟨string:\"⟩"],
    );
    check(
        "powershell",
        "Get-Item -Path $env:HOME | Where-Object { $_.Size -gt 1 } <# a\nb #>",
        &["⟨function:Get-Item⟩ ⟨property:-Path⟩ ⟨property:$env", "⟨keyword:-gt⟩ ⟨number:1⟩", "⟨comment:<# a\nb #>⟩"],
    );
}

#[test]
fn definitions() {
    check(
        "sql",
        "select COUNT(*) from \"shop\" where name = 'it''s' -- all\n",
        &["⟨keyword:select⟩ ⟨function:COUNT⟩(", "⟨string:'it''s'⟩ ⟨comment:-- all⟩"],
    );
    check(
        "hcl",
        "resource \"aws_s3\" \"b\" {\n  name = \"x-${var.env}\" # why\n  text = <<EOT\na # b\nEOT\n  on = true\n}",
        &[
            "⟨keyword:resource⟩ ⟨string:\"aws_s3\"⟩",
            "⟨property:name⟩ = ⟨string:\"x-⟩⟨special:${⟩⟨constant:var⟩.env⟨special:}⟩⟨string:\"⟩ ⟨comment:# why⟩",
            "⟨string:a # b\nEOT⟩",
            "⟨property:on⟩ = ⟨constant:true⟩",
        ],
    );
    check(
        "graphql",
        "type Shop @key(fields: \"id\") {\n  id: ID!\n}\nquery($id: ID!) { shop(id: $id) { id } }",
        &["⟨keyword:type⟩ ⟨type:Shop⟩ ⟨property:@key⟩", "⟨property:id⟩: ⟨type:ID⟩!", "⟨property:$id⟩"],
    );
    check(
        "proto",
        "message A { repeated string b = 1; }",
        &["⟨keyword:message⟩ ⟨type:A⟩ { ⟨keyword:repeated⟩ ⟨type:string⟩ b = ⟨number:1⟩"],
    );
    check(
        "nginx",
        "server {\n  listen 80; # x\n  root $dir;\n}",
        &["⟨keyword:server⟩ {", "⟨keyword:listen⟩ ⟨number:80⟩; ⟨comment:# x⟩", "⟨property:$dir⟩"],
    );
}

#[test]
fn shells() {
    check(
        "bash",
        "export A=1 B=\"$(cat <x | wc -l) ${C:-d}\"\nif [[ -f \"$1\" ]]; then\n  curl -s --data 'a b' http://x/#y > out # get\nfi\ncat <<'EOF'\n$no 'quote\nEOF\nls\n",
        &[
            "⟨keyword:export⟩ ⟨property:A⟩=⟨number:1⟩ ⟨property:B⟩=⟨string:\"⟩⟨special:$(⟩⟨function:cat⟩ <x | ⟨function:wc⟩ ⟨constant:-l⟩⟨special:)⟩⟨string: ⟩⟨property:${C:-d}⟩⟨string:\"⟩",
            "⟨keyword:if⟩ ⟨keyword:[[⟩ ⟨constant:-f⟩",
            "⟨function:curl⟩ ⟨constant:-s⟩ ⟨constant:--data⟩ ⟨string:'a b'⟩ http://x/#y > out ⟨comment:# get⟩",
            "⟨string:$no 'quote\nEOF⟩\n⟨function:ls⟩",
        ],
    );
    check(
        "console",
        "$ kubectl get pods \\\n    --all\nNAME if 'x\n# then\nme@host:~$ ls\n",
        &[
            "⟨comment:$ ⟩⟨function:kubectl⟩ get pods \\\n    ⟨constant:--all⟩\nNAME if 'x\n⟨comment:# then⟩",
            "⟨comment:me@host:~$ ⟩⟨function:ls⟩",
        ],
    );
    check(
        "dockerfile",
        "# a\nFROM --platform=x rust:1 AS build\nENV A=\"b\" C=$D\nRUN apt-get update \\\n # b\n && ls -l\nCMD [\"run\"]\n",
        &[
            "⟨comment:# a⟩\n⟨keyword:FROM⟩ ⟨constant:--platform=x⟩ rust:⟨number:1⟩ ⟨keyword:AS⟩ build",
            "⟨property:A⟩=⟨string:\"b\"⟩ ⟨property:C⟩=⟨property:$D⟩",
            "⟨comment:# b⟩\n && ⟨function:ls⟩ ⟨constant:-l⟩",
            "⟨keyword:CMD⟩ [⟨string:\"run\"⟩]",
        ],
    );
    check(
        "make",
        "CC := gcc # x\n.PHONY: all\nall: $(OBJ) b\n\t@$(CC) -o $@ \"a\" # y\nifdef X\n",
        &[
            "⟨property:CC⟩ := gcc ⟨comment:# x⟩",
            "⟨function:all⟩: ⟨property:$(OBJ)⟩ b",
            "⟨property:$(CC)⟩ ⟨constant:-o⟩ ⟨property:$@⟩ ⟨string:\"a\"⟩ ⟨comment:# y⟩",
            "⟨keyword:ifdef⟩ X",
        ],
    );
}

#[test]
fn data() {
    check(
        "yaml",
        "---\na b: &x !t 1 # c\n'q': it's #no\nlist:\n  - k: {u: \"v\\n\", w: [on, x]}\n  - run: |\n      if: x # text\n\n      more\n  - http://x:80/#y\n",
        &[
            "⟨property:a b⟩: ⟨special:&x⟩ ⟨type:!t⟩ ⟨number:1⟩ ⟨comment:# c⟩",
            "⟨property:'q'⟩: ⟨string:it's⟩ ⟨comment:#no⟩",
            "⟨property:k⟩: {⟨property:u⟩: ⟨string:\"v⟩⟨special:\\n⟩⟨string:\"⟩, ⟨property:w⟩: [⟨constant:on⟩, ⟨string:x⟩]}",
            "⟨string:      if: x # text\n\n      more\n⟩  - ⟨string:http://x:80/#y⟩",
        ],
    );
    check(
        "yaml",
        "{{- if .a }}\nname: {{ .b | quote }}-x\nrun: ${{ github.ref }}\n{{ a: b\n",
        &[
            "⟨special:{{- if .a }}⟩",
            "⟨property:name⟩: ⟨special:{{ .b | quote }}⟩⟨string:-x⟩",
            "⟨property:run⟩: ⟨special:${{ github.ref }}⟩",
        ],
    );
    check(
        "json",
        "{\"a\\\"\": [1.5e3, true, \"b\\u00e9\"], // c\n d: null}",
        &[
            "⟨property:\"a⟩⟨special:\\\"⟩⟨property:\"⟩: [⟨number:1.5e3⟩, ⟨constant:true⟩, ⟨string:\"b⟩⟨special:\\u00e9⟩⟨string:\"⟩",
            "⟨comment:// c⟩",
            "⟨property:d⟩: ⟨constant:null⟩",
        ],
    );
    check(
        "toml",
        "[a.'b=\"']\nx.y = \"\"\"\n# no\n\"\"\" # c\nd = 2024-01-01T00:00:00Z\n",
        &["⟨type:[a.'b=\"']⟩", "⟨property:x.y⟩ = ⟨string:\"\"\"\n# no\n\"\"\"⟩ ⟨comment:# c⟩", "⟨number:2024-01-01T00:00:00Z⟩"],
    );
    check(
        "ini",
        "; a\n[b]\nc = d;e ; f\ng: yes\n",
        &["⟨comment:; a⟩\n⟨type:[b]⟩\n⟨property:c ⟩= ⟨string:d;e ⟩⟨comment:; f⟩", "⟨property:g⟩: ⟨constant:yes⟩"],
    );
    check(
        "http",
        "POST /a HTTP/1.1\nHost: x\n\n{\"a\": 1}",
        &["⟨keyword:POST⟩⟨string: /a HTTP/1.1⟩\n⟨property:Host⟩:⟨string: x⟩", "⟨property:\"a\"⟩: ⟨number:1⟩"],
    );
}

#[test]
fn markup_and_documents() {
    check(
        "html",
        "<!DOCTYPE html>\n<a href=\"x\" b=c>d &amp; e</a><!-- f -->\n<script>let a = '</b>';</script><style>a { color: red }</style>{{ g }}",
        &[
            "⟨keyword:<!DOCTYPE html>⟩",
            "<⟨tag:a⟩ ⟨property:href⟩=⟨string:\"x\"⟩ ⟨property:b⟩=⟨string:c⟩>d ⟨special:&amp;⟩ e</⟨tag:a⟩>⟨comment:<!-- f -->⟩",
            "⟨keyword:let⟩ a = ⟨string:'</b>'⟩;</⟨tag:script⟩>",
            "⟨tag:a⟩ { ⟨property:color⟩: ⟨constant:red⟩ }",
            "⟨special:{{ g }}⟩",
        ],
    );
    check(
        "xml",
        "<?xml version=\"1.0\"?><a:b><![CDATA[<c>]]></a:b>",
        &["<?⟨tag:xml⟩ ⟨property:version⟩=⟨string:\"1.0\"⟩", "⟨string:<![CDATA[<c>]]>⟩</⟨tag:a:b⟩>"],
    );
    check(
        "scss",
        "@use 'a';\n$b: 1px; // c\n.d > li:hover { --e: #fff; &.f { margin: -1.5em calc(1 + 2) !important; } }",
        &[
            "⟨keyword:@use⟩ ⟨string:'a'⟩",
            "⟨property:$b⟩: ⟨number:1px⟩; ⟨comment:// c⟩",
            "⟨type:.d⟩ > ⟨tag:li⟩⟨special::hover⟩ { ⟨property:--e⟩: ⟨number:#fff⟩;",
            "⟨number:-1.5em⟩ ⟨function:calc⟩(⟨number:1⟩ + ⟨number:2⟩) ⟨keyword:!important⟩",
        ],
    );
    check(
        "diff",
        "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-- a\n+b\n c\n",
        &["⟨comment:--- a/x⟩\n⟨comment:+++ b/x⟩\n⟨special:@@ -1 +1 @@⟩\n⟨deleted:-- a⟩\n⟨inserted:+b⟩\n c"],
    );
    check(
        "markdown",
        "---\na: 1\n---\n# b\n- c `d` [e](f)\n```js\nlet\n```\n",
        &[
            "⟨property:a⟩: ⟨number:1⟩",
            "⟨keyword:# b⟩\n⟨special:-⟩ c ⟨string:`d`⟩ [e](⟨string:f⟩)\n⟨special:```js⟩\n⟨string:let\n⟩⟨special:```⟩",
        ],
    );
}

/// What lexers might stumble over, alone and again and again.
const PIECES: &[&str] = &[
    ">-\n",
    "\"",
    "'",
    "/*",
    "*/",
    "(",
    "{",
    "[",
    "<a ",
    "<script>",
    "</style>",
    "<<EOF\n",
    "${",
    "$(",
    "`",
    "#{",
    "=> ",
    "a b\n",
    "a: ",
    "- - ",
    "|\n",
    "\t",
    "\\",
    "\\\n",
    "<?php ",
    "?>",
    "<!--",
    "{{",
    "}}",
    "{%",
    "r#\"",
    "R\"(",
    "[==[",
    "--[[",
    "%w[",
    "~r/",
    "$\"",
    "f\"{",
    "@\"",
    "\"${",
    "`${",
    "<a>",
    "<a/>",
    "</a>",
    "<a {",
    "/a",
    "=begin\n",
    "RUN a \\\n",
    "a:\n\t",
    "\"\"\"",
    "'''",
    "```\n",
    "> ",
    "---\n",
    "0x",
    "1.",
    "$ ",
    "@a ",
    "]",
    "}",
    ")",
    "é",
    "λ\u{301}",
    "🙂",
    "\u{2028}",
    "\r\n",
    "\0",
    "#",
    "--",
    "//",
    "=",
    "fn ",
    "class A",
    ";",
    "&a",
    "%",
    "~~~\n",
];

fn first_names() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().filter_map(|(_, names)| names.split_ascii_whitespace().next())
}

/// Stretches are in order, hold something, do not overlap and are text.
fn check_stretches(language: &str, code: &str) {
    let mut at = 0;
    for Stretch { start, end, .. } in painted(language, code) {
        assert!(at <= start && start < end && code.get(start..end).is_some(), "{language}: {start}..{end} of {code:?}");
        at = end;
    }
    assert!(at <= code.len());
}

#[test]
fn whatever_the_code_the_stretches_are_sound() {
    let mut seed = 7_u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed >> 11) as usize
    };
    for language in first_names() {
        for piece in PIECES {
            check_stretches(language, piece);
            let code: String = (0..12).map(|_| PIECES[random() % PIECES.len()]).collect();
            check_stretches(language, &format!("{piece}{code}"));
        }
    }
}

/// Twice the code takes twice the time; were it the square, one of these would take minutes.
#[test]
fn nothing_repeated_takes_long() {
    let mut worst = (Duration::ZERO, String::new());
    for (at, language) in first_names().enumerate() {
        for round in 0..2 {
            let piece = PIECES[(at * 7 + round * 31) % PIECES.len()];
            let code = piece.repeat(60_000 / piece.len());
            let begun = Instant::now();
            assert!(highlight(language, &code).is_some());
            worst = worst.max((begun.elapsed(), format!("{language}: {piece:?}")));
        }
    }
    assert!(worst.0 < Duration::from_secs(2), "{worst:?}");
}

#[test]
fn classes_have_colours() {
    let css = include_str!("../../../theme/static/css/content.css");
    for class in [Class::Keyword, Class::Text, Class::Inserted, Class::Deleted, Class::Special, Class::Tag, Class::Property] {
        assert!(css.contains(&format!(".{}", class.name())), "{class:?}");
    }
}
