use super::*;
use crate::diagnostic::Span;
use crate::source::Source;

fn found() -> Vec<Diagnostic> {
    let place = Place::file("shop", "a b/catalog-info.yaml");
    let span = Span { line: 2, column: 7, end_line: 2, end_column: 9 };
    vec![
        Diagnostic::new(Code::FieldFormat, "`metadata.name` is not valid: `x,\u{202e}y`")
            .help("it must be 100 % ASCII\nreally")
            .entity("component:default/x")
            .at(place.at(span))
            .related(Place::file("other", "b.yaml"), "see <this>"),
        Diagnostic::new(Code::GroupEmpty, "empty").at(place.at(Span { line: 1, column: 1, end_line: 3, end_column: 1 })),
        Diagnostic::new(Code::KindCustom, "no place"),
    ]
}

#[test]
fn text_shows_the_line() {
    let source = Source::in_memory(&[("shop", "a b/catalog-info.yaml", "kind: x\nname: é\u{1b}y # z\n")]);
    let text = text(&found(), &source, false, (20, Rest::Counted));
    let expected = "error[field-format]: `metadata.name` is not valid: `x,\u{fffd}y`
 --> shop/a b/catalog-info.yaml:2:7
  |
2 | name: é\u{241b}y # z
  |       ^^
  |
  = note: other/b.yaml: see <this>
  = help: it must be 100 % ASCII really
";
    assert!(text.starts_with(expected), "{text}");
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
}

#[test]
fn text_counts_the_rest() {
    let many: Vec<Diagnostic> = (0..5).flat_map(|_| found()).collect();
    let text = text(&many, &Source::default(), false, (3, Rest::Counted));
    assert!(text.contains("… and 7 more in shop/a b/catalog-info.yaml"), "{text}");
    assert!(text.contains("shop/a b/catalog-info.yaml:2:7"), "{text}");
}

#[test]
fn a_check_lists_the_rest_and_shows_the_gravest() {
    let mut many = found();
    many.rotate_left(1);
    let text = text(&many, &Source::default(), false, (1, Rest::Listed));
    assert!(text.contains("[kind-custom]: no place\n"), "what has no file is always shown: {text}");
    assert!(text.contains("error[field-format]: `metadata.name` is not valid: `x,\u{fffd}y`\n--> shop"), "{text}");
    assert!(text.contains("[group-empty]: empty --> shop/a b/catalog-info.yaml:1:1\n"), "{text}");
    assert!(!text.contains("more in"), "{text}");
}

#[test]
fn machines_read_their_formats() {
    let value: serde_json::Value = serde_json::from_str(&json(&found(), &Surroundings::default())).expect("JSON");
    assert_eq!(value["summary"], serde_json::json!({ "error": 1, "warning": 1, "info": 1 }));
    assert_eq!(value["diagnostics"][0]["end_column"], 9);
    assert_eq!(value["diagnostics"][2]["path"], serde_json::Value::Null);
    let value: serde_json::Value = serde_json::from_str(&sarif(&found(), &Surroundings::default())).expect("JSON");
    let result = &value["runs"][0]["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "shop/a%20b/catalog-info.yaml");
    let rule = result["ruleIndex"].as_u64().and_then(|it| usize::try_from(it).ok()).expect("an index");
    assert_eq!(value["runs"][0]["tool"]["driver"]["rules"][rule]["id"], "field-format");
    let commands = github(&found(), &Surroundings::default());
    assert_eq!(
        commands.lines().next(),
        Some(
            "::error file=shop/a b/catalog-info.yaml,line=2,endLine=2,col=7,endColumn=9,title=field-format::`metadata.name` is not valid: `x,\u{202e}y`%0Ahelp: it must be 100 %25 ASCII%0Areally"
        )
    );
    assert_eq!(commands.lines().count(), 3);
    let xml = junit(&found(), &Surroundings::default());
    assert!(xml.contains("<testsuites name=\"idp-docs check\" tests=\"3\" failures=\"1\" errors=\"0\">"), "{xml}");
    assert!(junit(&[], &Surroundings::default()).contains("no problems"));
}

#[test]
fn paths_start_where_the_command_runs() {
    let folders = [("shop", "repos/shop"), ("other", "")].map(|(name, folder)| (Arc::from(name), folder.to_owned()));
    let around = Surroundings { folders: BTreeMap::from(folders), guide_url: Some("https://x.example/guide/".into()) };
    assert!(github(&found(), &around).starts_with("::error file=repos/shop/a b/catalog-info.yaml,line=2"));
    let value: serde_json::Value = serde_json::from_str(&sarif(&found(), &around)).expect("JSON");
    let related = &value["runs"][0]["results"][0]["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(related, "b.yaml");
    assert_eq!(value["runs"][0]["tool"]["driver"]["rules"][0]["helpUri"], "https://x.example/guide/diagnostics/field-format/");
    let value: serde_json::Value = serde_json::from_str(&json(&found(), &around)).expect("JSON");
    assert_eq!(value["diagnostics"][0]["path"], "a b/catalog-info.yaml", "JSON names the repository beside the path");
    assert_eq!(value["diagnostics"][0]["url"], "https://x.example/guide/diagnostics/field-format/");
}

#[test]
fn a_baseline_accepts_what_it_knows() {
    let known = Baseline::of(&found());
    assert_eq!(Baseline::parse(&known.to_text()), known);
    let mut moved = found();
    moved[0].place = moved[0].place.as_ref().map(|it| it.at(Span::point(90, 1)));
    assert!(known.without(moved).is_empty());
    let twice: Vec<Diagnostic> = [found(), found()].concat();
    assert_eq!(known.without(twice).len(), 3);
    assert_eq!(Baseline::parse("garbage").without(found()).len(), 3);
}

#[test]
fn summaries_read_well() {
    assert_eq!(Summary::of(&found()).to_string(), "1 error, 1 warning, 1 note");
    assert_eq!(Summary::of(&[]).to_string(), "no problems");
}

#[test]
fn build_servers_see_no_commands() {
    for (text, shown) in [
        ("a ##vso[task.setvariable]x ##[set-env]", "a #\u{ff03}vso[task.setvariable]x #\u{ff03}[set-env]"),
        ("###teamcity[x]", "##\u{ff03}teamcity[x]"),
        ("## Heading [link](x) #a#b[c]", "## Heading [link](x) #a#b[c]"),
    ] {
        assert_eq!(visible(text), shown);
    }
}
