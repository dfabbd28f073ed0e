//! Whole sources, from text to SVG.

use super::{dot, mermaid};

fn drawn(source: &str) -> String {
    mermaid(source).unwrap_or_else(|it| panic!("line {}: {}", it.line, it.reason))
}

#[test]
fn nothing_of_a_source_is_markup() {
    let svg = drawn(
        "graph TD\nA[\"<img src=x onerror=alert(1)>\"] --> B[\"</text><script>alert(1)</script> #lt;b#gt;\"]\nclick A href \"javascript:alert(1)\"\nstyle B fill:url(https://evil.example/x)\n",
    );
    for bad in ["<img", "<script", "<b>", "javascript", "evil", "style=", " id=", "href"] {
        assert!(!svg.contains(bad), "{bad} in {svg}");
    }
    assert!(svg.contains("&lt;b&gt;"), "{svg}");
}

#[test]
fn every_kind_is_drawn() {
    for source in [
        "flowchart LR\n a --> b",
        "stateDiagram-v2\n[*] --> s\ns --> [*]: done\nstate s {\n x --> y\n}\nnote right of s : hm",
        "classDiagram\nAnimal <|-- Duck : is\nAnimal \"1\" *-- \"many\" Leg\nclass Duck{\n+String beak\n+swim()\n}\n<<interface>> Animal",
        "erDiagram\nCUSTOMER ||--o{ ORDER : places\nORDER {\n int id PK\n}",
        "sequenceDiagram\nautonumber\nactor A as Ada\nA->>+B: hi\nalt yes\nB-->>-A: ok\nelse no\nB-xA: gone\nend\nNote over A,B: both\nA->>A: think",
        "pie title Pets\n\"Dogs\" : 3\n\"Cats\" : 1",
    ] {
        let svg = drawn(source);
        assert!(svg.starts_with("<svg class=\"drawing\" role=\"img\"") && svg.contains(" aria-label=\""), "{svg}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
    assert!(
        dot("digraph { rankdir=LR; node [shape=box]; a -> {b c} [label=\"x\"]; subgraph cluster_0 { label=In; d } c -> d }")
            .is_ok()
    );
}

#[test]
fn what_is_not_drawn_says_why_and_where() {
    assert!(mermaid("gantt\n title x").expect_err("not drawn").reason.contains("`gantt`"));
    assert_eq!(mermaid("sequenceDiagram\nA->>B: x\nwhat is this").expect_err("nonsense").line, 3);
    assert_eq!(dot("digraph {\n a -> \n}").expect_err("broken").line, 3);
    assert!(mermaid("").is_err() && mermaid(&format!("graph TD\n{}", "a-->b\n".repeat(20_000))).is_err());
}

#[test]
fn the_same_source_gives_the_same_picture() {
    let source =
        "graph TD\n".to_owned() + &(0..60).map(|it| format!("n{} --> n{}\n", it * 7 % 23, it * 11 % 31)).collect::<String>();
    assert_eq!(drawn(&source), drawn(&source));
}

#[test]
fn hostile_sources_end() {
    let nested = |open: &str, close: &str, inner: &str| open.repeat(3000) + inner + &close.repeat(3000);
    for source in [
        format!("flowchart LR\n{}", nested("subgraph s\n", "end\n", "a-->b\n")),
        format!("stateDiagram-v2\n{}", nested("state s {\n", "}\n", "a-->b\n")),
        format!("sequenceDiagram\n{}", nested("loop x\n", "end\n", "A->>B: x\n")),
        format!("graph TD\n{} --> {}\n", (0..60).map(|it| format!("a{it}")).collect::<Vec<_>>().join(" & "), "b & ".repeat(60)),
        format!("graph TD\n{}", (0..599).map(|it| format!("n{} ------> n{}\n", it % 290, it * 7919 % 290)).collect::<String>()),
        "graph TD\nsubgraph a\nsubgraph a\nend\nend\na-->a".to_owned(),
        "classDiagram\n--\n..|>\nA --\n".to_owned(),
        "pie\n\"a\": 1e308\n\"b\": 1e308".to_owned(),
    ] {
        let _ = mermaid(&source);
    }
    let _ = dot(&format!("digraph {}", "{".repeat(40_000)));
    let _ = dot("graph { a -- b [label=\"");
}
