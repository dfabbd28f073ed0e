use super::*;

fn one(text: &str) -> Node {
    let mut documents = documents(text);
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0).root.expect("valid").expect("content")
}

fn json(text: &str) -> String {
    one(text).to_json().to_string()
}

#[test]
fn resolves_scalars_by_the_core_schema() {
    assert_eq!(
        json("[007, 1_000, 0o17, 0x1F, yes, 2024-01-01, 1e3, 1.10, ~, 1.2.3, .5, 5., +1, -0x1, 08, '5', .inf, null, True, tRue]"),
        r#"[7,"1_000",15,31,"yes","2024-01-01",1000,1.1,null,"1.2.3",0.5,5,1,"-0x1",8,"5",null,null,true,"tRue"]"#
    );
    assert_eq!(json("[!!str 5, !!int '7', !!int x, !Ref a, !!float 5, !!null '', ! 5]"), r#"["5",7,"x","a","5",null,"5"]"#);
}

#[test]
fn a_directive_turns_the_clock_back() {
    assert_eq!(
        json("%YAML 1.1\n---\n{a: yes, b: 1_000, c: 017, d: 1:30, e: 0b11, base: &b {x: 1, z: 2}, f: {<<: *b, z: 3}}"),
        r#"{"a":true,"b":1000,"c":15,"d":90,"e":3,"base":{"x":1,"z":2},"f":{"x":1,"z":3}}"#
    );
    assert_eq!(json("{base: &b {x: 1}, f: {<<: *b}}"), r#"{"base":{"x":1},"f":{"<<":{"x":1}}}"#);
}

#[test]
fn knows_where_everything_stands() {
    let root = one("a: b\nspec:\n  owner: \"x\u{e9}y\"   # who\n  list: [1, {k: v}]\n  empty:\n  - no\n"
        .replace("  - no\n", "")
        .as_str());
    let spans =
        |pointer: &str| root.at_pointer(pointer).map(|it| (it.span.line, it.span.column, it.span.end_line, it.span.end_column));
    assert_eq!(spans("/a"), Some((1, 4, 1, 5)));
    assert_eq!(spans("/spec"), Some((3, 3, 5, 8)));
    assert_eq!(spans("/spec/owner"), Some((3, 10, 3, 15)));
    assert_eq!(spans("/spec/list"), Some((4, 9, 4, 20)));
    assert_eq!(spans("/spec/list/1/k"), Some((4, 17, 4, 18)));
    assert_eq!(spans("/spec/empty"), Some((5, 3, 5, 8)), "nothing is written: the key stands in");
    assert_eq!(root.entry("spec").map(|it| it.key_span), Some(Span { line: 2, column: 1, end_line: 2, end_column: 5 }));
}

#[test]
fn a_broken_document_leaves_the_others() {
    let all = documents("a: 1\n---\nb: c: d\n---\nx: 1\nx: 2\n---\n# nothing\n---\nlast: yes\n...\n");
    assert_eq!(all.len(), 5);
    assert_eq!(all[1].root.as_ref().map_err(|it| it.span.line), Err(3));
    assert_eq!(all[2].duplicates.iter().map(|it| (it.span.line, it.span.column)).collect::<Vec<_>>(), [(6, 1)]);
    assert_eq!(all[3].root, Ok(None));
    assert_eq!(
        all[4].root.as_ref().ok().and_then(|it| it.as_ref()).map(|it| it.to_json().to_string()),
        Some(r#"{"last":"yes"}"#.into())
    );
    assert_eq!(all.iter().map(|it| it.lines).collect::<Vec<_>>(), [(1, 1), (2, 3), (4, 6), (7, 8), (9, 11)]);
    let text = "a: 1\n---\nb: 2\n";
    assert_eq!(
        documents(text).iter().map(|it| text.get(it.text.clone()).unwrap_or_default()).collect::<Vec<_>>(),
        ["a: 1\n", "b: 2\n"]
    );
}

#[test]
fn refuses_bombs_and_depth() {
    let bomb: String = (0..20)
        .map(|it| {
            if it == 0 {
                "a0: &a0 [x,x,x]\n".into()
            } else {
                format!("a{it}: &a{it} [*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0}]\n", it - 1)
            }
        })
        .collect();
    assert_eq!(documents(&bomb)[0].root.as_ref().map_err(|it| it.kind), Err(ErrorKind::Alias));
    for deep in [
        "[".repeat(20_000),
        "- ".repeat(20_000),
        "? ".repeat(20_000),
        "{a: ".repeat(20_000),
        (0..5_000).map(|it| format!("{}a:\n", " ".repeat(it))).collect(),
    ] {
        assert_eq!(
            documents(&deep)[0].root.as_ref().map_err(|it| it.kind),
            Err(ErrorKind::Limit),
            "{}",
            deep.get(..8).unwrap_or_default()
        );
    }
    assert_eq!(documents("a: &x [*x]")[0].root.as_ref().map_err(|it| it.kind), Err(ErrorKind::Alias));
    assert_eq!(documents("a: *x")[0].root.as_ref().map_err(|it| it.kind), Err(ErrorKind::Alias));
    assert_eq!(documents(&"---\n".repeat(60_000)).len(), MAX_DOCUMENTS + 1);
}

#[test]
fn reads_what_editors_write() {
    assert_eq!(json("\u{feff}a: 1\r\nb: 2\r\n"), r#"{"a":1,"b":2}"#);
    assert!(documents("a: b\rc: d\r").iter().all(|it| it.root.is_err()));
    assert!(documents("").is_empty() && documents("# nothing\n").is_empty());
    assert_eq!(json("{1: a, true: b, ~: c, {{ x }}: d}"), r#"{"1":"a","true":"b","":"c","{ { x } }":"d"}"#);
}
