//! One engine in three places: what tantivy answers from memory, what it answers from a published site, and what the
//! browser module answers from the site's shards are the same. Tests with the module need `node` and say so without it.
#![expect(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests write a site to disk, start node, and fail by panicking"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use idp_docs::memo::Memo;
use idp_docs::search::{
    Answers, Document, Indexed, Prepared, Scale, SearchIndex, SearchOptions, export, export_into, groups, open_site, prepare,
};
use idp_docs::site::{FileStamp, Files, Memory, Sink, SinkError};
use serde_json::{Value, json};
use tantivy::tokenizer::{Language, RawTokenizer, Stemmer, TextAnalyzer};

/// Words of the made-up corpus; the first are the most frequent.
const WORDS: &str = "service the deploy cluster of payment queue rollout to gateway schema token in ledger shipment invoice \
    retries consumer partition offset latency canary operator billing webhook customer tenant archive snapshot quorum \
    leader follower election Configuring configuration configured Kubernetes OpenTelemetry getUserName max_retry_count \
    argo-cd café naïve Straße résumé 検索エンジン データベース 문서 Привет мир don't C++ node.js v2.1 HTTPServer";

/// Numbers that look random and never change.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }

    /// One of the words, the early ones far more often.
    fn word(&mut self) -> &'static str {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let reach = 1 + self.below(words.len());
        words[self.below(reach)]
    }

    fn text(&mut self, length: usize) -> String {
        (0..length).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

fn entity(dice: &mut Dice, number: usize) -> Document {
    let kind = ["component", "api", "system"][number % 3];
    let name = format!("{}-{}-{number}", dice.word().to_lowercase(), ["api", "worker"][number % 2]);
    Document {
        url: format!("catalog/default/{kind}/{name}/"),
        title: if number.is_multiple_of(4) { dice.text(2) } else { name.clone() },
        kind: kind.to_owned(),
        entity: format!("{kind}:default/{name}"),
        description: dice.text(6),
        tags: vec![dice.word().to_lowercase()],
        facets: vec![
            ("owner".to_owned(), format!("group:default/team-{}", number % 7)),
            ("lifecycle".to_owned(), ["production", "experimental"][number % 2].to_owned()),
        ],
        name,
        ..Document::default()
    }
}

fn sections(dice: &mut Dice, page: usize) -> Vec<Document> {
    let title = dice.text(3);
    let mut facets = vec![("site".to_owned(), format!("site-{}", page / 40)), ("lang".to_owned(), "en".to_owned())];
    if page.is_multiple_of(11) {
        facets.push(("version".to_owned(), "1.0".to_owned()));
    }
    let section = |heading: String, dice: &mut Dice| Document {
        url: format!(
            "docs/site-{}/page-{page}/{}",
            page / 40,
            if heading.is_empty() { String::new() } else { format!("#é {heading}") }
        ),
        title: title.clone(),
        heading,
        breadcrumbs: vec!["Docs".to_owned(), format!("Site {}", page / 40)],
        kind: "docs".to_owned(),
        body: dice.text(25),
        code: if page.is_multiple_of(3) {
            format!("let {}_{} = {}();", dice.word(), dice.word(), dice.word())
        } else {
            String::new()
        },
        facets: facets.clone(),
        ..Document::default()
    };
    let mut sections = vec![section(String::new(), dice)];
    for _ in 0..4 {
        let heading = dice.text(2);
        sections.push(section(heading, dice));
    }
    sections
}

/// More documents than one part of a list holds.
fn corpus() -> Vec<Document> {
    let mut dice = Dice(7);
    let mut documents: Vec<Document> = (0..90).map(|number| entity(&mut dice, number)).collect();
    documents.extend((0..1_000).flat_map(|page| sections(&mut dice, page)));
    documents
}

/// The documents indexed in groups of pages, as `publish` does it.
fn prepared(documents: &[Document]) -> Vec<Prepared> {
    let page = |document: &Document| document.url.split('#').next().unwrap_or_default().to_owned();
    let pages: Vec<Vec<Document>> = documents.chunk_by(|a, b| page(a) == page(b)).map(<[Document]>::to_vec).collect();
    let addresses: Vec<String> = pages.iter().map(|documents| page(&documents[0])).collect();
    let scale = Scale::of(pages.len());
    let groups = groups(addresses.iter().map(String::as_str), scale);
    groups.into_iter().map(|group| prepare(pages[group].concat(), scale).unwrap()).collect()
}

fn index(documents: &[Document]) -> SearchIndex {
    index_of(&prepared(documents))
}

fn index_of(groups: &[Prepared]) -> SearchIndex {
    let files: BTreeMap<String, Vec<u8>> = export(groups).unwrap().into_iter().collect();
    open_site(move |path| files.get(path).cloned()).unwrap()
}

fn publish(documents: &[Document], site: &Path) {
    for (path, bytes) in export(&prepared(documents)).unwrap() {
        let file = site.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

fn opened(site: &Path) -> SearchIndex {
    let root = site.to_owned();
    open_site(move |path| std::fs::read(root.join(path)).ok()).unwrap()
}

/// Runs a script with node; `None` where there is no node.
fn node(arguments: &[&str], variables: &[(&str, &Path)]) -> Option<String> {
    if Command::new("node").arg("--version").output().is_err() {
        assert!(std::env::var_os("IDP_DOCS_REQUIRE_NODE").is_none(), "there is no node, and IDP_DOCS_REQUIRE_NODE is set");
        println!("skipped: there is no node");
        return None;
    }
    let mut command = Command::new("node");
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    variables.iter().for_each(|(name, value)| {
        command.env(name, value);
    });
    let output = command.output().unwrap();
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", shown(&output.stdout), shown(&output.stderr));
    Some(shown(&output.stdout))
}

/// A word with a letter left out.
fn misspelt(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    letters.iter().enumerate().filter(|(at, _)| *at != letters.len() / 2).map(|(_, letter)| letter).collect()
}

/// Questions of every form, made from the corpus's own words.
fn questions(documents: &[Document]) -> Vec<Value> {
    let mut dice = Dice(99);
    let mut out = Vec::new();
    for number in 0..24 {
        let (a, b, c) = (dice.word(), dice.word(), dice.word());
        let found = &documents[dice.below(documents.len())];
        let entity = &documents[dice.below(90)];
        let body: Vec<&str> = found.body.split_whitespace().take(5).collect();
        let forms = [
            a.to_owned(),
            format!("{a} {b}"),
            format!("{a} {b} {c} "),
            format!("the {a} of {b}"),
            format!("\"{}\"", body.join(" ")),
            format!("\"{a} {b}\" {c}"),
            format!("{a} -{b}"),
            format!("{a} -\"{b} {c}\""),
            format!("{a} kind:api owner:team-{}", number % 9),
            format!("{a} -kind:docs lifecycle:production"),
            format!("kind:system tag:{b}"),
            format!("{a} version:1.0"),
            format!("{} {b}", misspelt(a)),
            misspelt(a),
            a.chars().take(1 + number % 5).collect(),
            format!("{b} {}", a.chars().take(3).collect::<String>()),
            a.to_uppercase(),
            found.title.clone(),
            misspelt(&found.title),
            found.heading.clone(),
            entity.name.clone(),
            entity.name.chars().skip(2).take(6).collect(),
            entity.entity.clone(),
            format!("{a}zzz {b} {c}"),
        ];
        let limit = [10, 3, 25][number % 3];
        out.extend(forms.map(|query| json!({ "query": query, "limit": limit, "filters": {} })));
    }
    out.push(json!({ "query": "service", "limit": 10, "filters": { "owner": "team-3", "kind": ["component", "api"] } }));
    out.extend(
        ["", "  ", "-", "\"\"", "\"", "kind:", "of the", "a", "検索", "C++", "max_retry_count", "maxRetryCount"]
            .map(|query| json!({ "query": query, "limit": 10, "filters": {} })),
    );
    out
}

fn options(question: &Value) -> SearchOptions {
    let mut filters = Vec::new();
    for (facet, values) in question["filters"].as_object().unwrap() {
        let values = values.as_array().cloned().unwrap_or_else(|| vec![values.clone()]);
        filters.extend(values.iter().map(|value| (facet.clone(), value.as_str().unwrap().to_owned())));
    }
    SearchOptions { limit: question["limit"].as_u64().unwrap() as usize, filters, facets: true }
}

fn answer(index: &SearchIndex, question: &Value) -> Value {
    let answers: Answers = index.search(question["query"].as_str().unwrap(), &options(question)).unwrap();
    serde_json::to_value(answers).unwrap()
}

/// The same but for the last digits of scores.
fn assert_same(question: &Value, expected: &Value, found: &Value, whose: &str) {
    let scores = |answers: &Value| -> Vec<f64> {
        answers["results"].as_array().unwrap().iter().map(|result| result["score"].as_f64().unwrap()).collect()
    };
    let without_scores = |answers: &Value| {
        let mut answers = answers.clone();
        for result in answers["results"].as_array_mut().unwrap() {
            result["score"] = Value::Null;
        }
        answers
    };
    assert_eq!(without_scores(expected), without_scores(found), "{whose}: {question}");
    for (a, b) in scores(expected).iter().zip(scores(found)) {
        assert!((a - b).abs() < 1e-3, "{whose}: {question}: {a} and {b}");
    }
}

#[test]
fn all_three_places_answer_alike() {
    let documents = corpus();
    let questions = questions(&documents);
    let live = index(&documents);
    let expected: Vec<Value> = questions.iter().map(|question| answer(&live, question)).collect();
    let found = expected.iter().filter(|answers| answers["total"] != 0).count();
    assert!(found * 10 > questions.len() * 7, "only {found} questions found anything");
    assert_elsewhere(&documents, &questions, &expected);
}

/// What is published of the documents gives the same answers, opened by tantivy and by the browser's module.
fn assert_elsewhere(documents: &[Document], questions: &[Value], expected: &[Value]) {
    let folder = tempfile::tempdir().unwrap();
    publish(documents, folder.path());
    let site = opened(folder.path());
    for (question, expected) in questions.iter().zip(expected) {
        assert_same(question, expected, &answer(&site, question), "the opened site");
    }
    let file = folder.path().join("questions.json");
    std::fs::write(&file, serde_json::to_vec(questions).unwrap()).unwrap();
    let arguments = ["tests/search/answers.mjs", &folder.path().to_string_lossy(), &file.to_string_lossy()];
    let Some(answers) = node(&arguments, &[]) else { return };
    let answers: Vec<Value> = serde_json::from_str(&answers).unwrap();
    assert_eq!(answers.len(), questions.len());
    for ((question, expected), found) in questions.iter().zip(expected).zip(&answers) {
        assert_same(question, expected, found, "the browser module");
    }
}

#[test]
fn the_module_analyses_like_the_index() {
    let roots = "relat organ commun gener hop tap fall cri dy lie succ proc even inn her agree plast past yell boy say sky \
        happi relation condition hope active electric form good depend adopt bow sing ugl new univers inter arsen engag ad";
    let endings = "s es ed ing ings edly ingly eed eedly ied ies y ly er ers ization ational fulness ousness iveness ative \
        alize icate ical ness ement ment ent ance ence able ible ion tion ous ism ist ogist ogi e le ll al ic able's us ss sses";
    let mut stemmer = TextAnalyzer::builder(RawTokenizer::default()).filter(Stemmer::new(Language::English)).build();
    let mut stems = Vec::new();
    for root in roots.split_whitespace() {
        for ending in endings.split_whitespace().filter(|ending| !ending.contains('\'')) {
            let word = format!("{root}{ending}");
            let mut stem = String::new();
            stemmer.token_stream(&word).process(&mut |token| stem.clone_from(&token.text));
            stems.push((word, stem));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stems.json");
    std::fs::write(&file, serde_json::to_vec(&stems).unwrap()).unwrap();
    node(&["--test", "tests/search/unit.mjs"], &[("STEMS", &file)]);
}

#[test]
fn damaged_shards_stop_the_module_readably() {
    let folder = tempfile::tempdir().unwrap();
    publish(&corpus().into_iter().take(900).collect::<Vec<_>>(), folder.path());
    node(&["tests/search/damage.mjs", &folder.path().to_string_lossy(), "servce \"deploy cluster\" ledger kind:docs"], &[]);
}

/// Pages in several languages, the same words in all of them among others.
fn pages_in_languages() -> Vec<Document> {
    let texts = [
        ("", "the containers of the services are deployed to the cluster; uses of contained servers"),
        ("de", "die Dienste werden in Containern auf Servern betrieben; eine Buchung, viele Buchungen, der Kafka-Cluster"),
        ("fr", "l'utilisateur déploie les services dans le réseau; les réseaux d'utilisateurs, l'API et le cluster Kafka"),
        ("it", "l'applicazione usa i servizi dell'utente; le applicazioni e il servizio, il cluster Kafka"),
        ("ru", "сервисы в кластере Kafka; настройка сервиса и новых сервисов"),
        ("pt-BR", "os serviços e as configurações do cluster; a configuração do serviço Kafka"),
    ];
    let mut dice = Dice(21);
    let mut documents = Vec::new();
    for page in 0..150 {
        let (language, text) = texts[if page % 3 == 0 { page / 3 % texts.len() } else { 0 }];
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut some = |length: usize| (0..length).map(|_| words[dice.below(words.len())]).collect::<Vec<_>>().join(" ");
        documents.push(Document {
            url: format!("docs/page-{page}/"),
            title: some(2),
            kind: "docs".to_owned(),
            body: format!("{} {text}", some(12)),
            code: "getServices(kafka)".to_owned(),
            facets: (!language.is_empty()).then(|| ("lang".to_owned(), language.to_owned())).into_iter().collect(),
            ..Document::default()
        });
    }
    documents
}

#[test]
fn every_language_is_answered_alike() {
    let documents = pages_in_languages();
    let queries = "Dienst|Diensten |buchungen|die Buchung|Servers|server|container|uses|l'utilisateur|utilisateurs|l’utilisateur |\
        d'applicazione|dell'applicazione utente|applicazioni|сервис|сервисов |новый сервис|serviço|configurações |kafka|cluster kafka|\
        \"die Dienste\"|\"les réseaux d'utilisateurs\"|\"сервис и новый\"|kafka -serviços|kafka -\"cluster Kafka\"|lang:de dienst|\
        kafka -lang:ru|buchng|utilisatuer|сервсиы|dien|l'utili|le la|die|kafka-clustern";
    let questions: Vec<Value> =
        queries.split('|').map(|query| json!({ "query": query.trim_start(), "limit": 30, "filters": {} })).collect();
    let live = index(&documents);
    let expected: Vec<Value> = questions.iter().map(|question| answer(&live, question)).collect();
    for (question, expected) in questions.iter().zip(&expected) {
        assert!(expected["total"] != 0, "{question} finds nothing");
    }
    assert_elsewhere(&documents, &questions, &expected);
}

#[test]
fn a_page_is_found_by_the_forms_of_its_own_language() {
    let page = |number: usize, lang: &str, title: &str, body: &str| Document {
        url: format!("docs/{number}/"),
        title: title.to_owned(),
        body: body.to_owned(),
        kind: "docs".to_owned(),
        facets: (lang != "en").then(|| ("lang".to_owned(), lang.to_owned())).into_iter().collect(),
        ..Document::default()
    };
    let mut documents = vec![
        page(0, "de", "Buchungen", "Die Häuser der Gäste stehen in Hamburg."),
        page(1, "fr", "Réseaux", "Le prix de l'eau et la qualité des canaux."),
        page(2, "en", "Helps", "What a box helps with."),
        page(3, "en", "Helpers", "How to run Kafka in boxes."),
        page(4, "de", "Kafka", "Wie man Kafka betreibt."),
        page(5, "en", "Kafka", "How to run Kafka."),
    ];
    documents.extend((6..40).map(|number| page(number, "en", "Brokers", "Every broker of Kafka.")));
    let index = index(&documents);
    let found = |query: &str| -> Vec<String> {
        let answers = index.search(query, &SearchOptions::default()).unwrap();
        answers.results.iter().map(|hit| hit.title.clone()).collect()
    };
    let marked = |query: &str| -> Vec<String> {
        let answers = index.search(query, &SearchOptions::default()).unwrap();
        let fragments = answers.results[0].excerpt.iter().filter(|it| it.matched);
        fragments.map(|it| it.text.clone()).collect()
    };
    assert_eq!(found("buchung "), ["Buchungen"]);
    assert_eq!(found("haus gast "), ["Buchungen"]);
    assert_eq!(marked("haus "), ["Häuser"]);
    assert_eq!(found("canal "), ["Réseaux"]);
    assert_eq!(found("eau "), ["Réseaux"]);
    assert_eq!(found("l'eau "), ["Réseaux"]);
    assert_eq!(marked("d’eau "), ["eau"]);
    assert_eq!(found("wie die buchung "), ["Buchungen"]);
    // The German form of an English word is no word of an English page.
    assert_eq!(found("helper "), ["Helpers"]);
    // A name is no rarer for being written in a language that few pages are in.
    assert_eq!(found("kafka ")[..2], ["Kafka", "Kafka"]);
    let score = |number: usize| index.search("kafka ", &SearchOptions::default()).unwrap().results[number].score;
    assert!((score(0) - score(1)).abs() < 1e-3);
}

#[test]
fn a_portal_in_english_knows_no_other_language() {
    let manifest = |documents: &[Document]| {
        let files = export(&prepared(documents)).unwrap();
        let (_, bytes) =
            files.into_iter().find(|(path, _)| path.starts_with("_idp/search/m") && !path.contains("module")).unwrap();
        serde_json::from_slice::<Value>(&bytes[13..]).unwrap()
    };
    assert_eq!(manifest(&corpus()[..200]).get("languages"), None);
    let codes: Vec<Value> =
        manifest(&pages_in_languages())["languages"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["de", "fr", "it", "pt", "ru"]);
}

/// FORMAT.md is precise enough to write a second client: `reader.mjs` was, and finds every title that holds a word.
#[test]
fn a_reader_written_from_the_description_finds_every_document() {
    let documents = corpus();
    let folder = tempfile::tempdir().unwrap();
    publish(&documents, folder.path());
    let words = ["ledger", "token", "quorum", "nosuchword"];
    let site = folder.path().to_string_lossy().into_owned();
    let arguments: Vec<&str> = ["tests/search/reader.mjs", &site].into_iter().chain(words).collect();
    let Some(answer) = node(&arguments, &[]) else { return };
    let answer: Value = serde_json::from_str(&answer).unwrap();
    for word in words {
        let holds = |text: &str| text.split_whitespace().filter(|it| *it == word).count();
        let expected: Vec<Value> =
            (documents.iter()).filter(|it| holds(&it.body) > 0).map(|it| json!([it.url, holds(&it.body)])).collect();
        let found = answer[word]["body"].as_array().cloned().unwrap_or_default();
        let found: Vec<Value> = found.iter().map(|posting| json!([posting[0], posting[1]])).collect();
        assert_eq!(found, expected, "{word}");
        assert!(word == "nosuchword" || found.len() > 50);
    }
}

/// `search --site` reads what lies in a folder: whatever happened to it, the answer is an error or a list, never a panic.
#[test]
fn damaged_files_of_a_site_never_panic() {
    let documents: Vec<Document> = corpus().into_iter().take(200).collect();
    let files: BTreeMap<String, Vec<u8>> = export(&prepared(&documents)).unwrap().into_iter().collect();
    let mut dice = Dice(3);
    let mut noticed = 0;
    for path in files.keys() {
        for form in 0..4 {
            let mut damaged = files.clone();
            let bytes = damaged.get_mut(path).unwrap();
            match form {
                0 => bytes.truncate(bytes.len() / 2),
                1 => bytes.clear(),
                _ => {
                    let at = dice.below(bytes.len());
                    bytes[at] ^= 1 << dice.below(8);
                }
            }
            let answers = open_site(move |path| damaged.get(path).cloned())
                .and_then(|site| site.search("service deploy kind:docs", &SearchOptions::default()));
            noticed += usize::from(answers.is_err());
        }
    }
    assert!(noticed > 0);
}

#[test]
fn an_export_depends_on_the_documents_alone() {
    let documents: Vec<Document> = corpus().into_iter().take(600).collect();
    let first = export(&prepared(&documents)).unwrap();
    let second = export(&prepared(&documents)).unwrap();
    assert_eq!(first.iter().map(|(path, _)| path).collect::<Vec<_>>(), second.iter().map(|(path, _)| path).collect::<Vec<_>>());
    assert!(first == second);
}

#[test]
fn grouping_changes_no_answer_and_no_list() {
    let documents: Vec<Document> = corpus().into_iter().take(2_500).collect();
    let lists = |groups: &[Prepared]| -> Vec<(String, Vec<u8>)> {
        let is_list =
            |path: &str| path.rsplit('/').next().is_some_and(|name| name.starts_with(['w', 'x', 'p', 'q', 'f', 'l', 'i']));
        export(groups).unwrap().into_iter().filter(|(path, _)| is_list(path)).collect()
    };
    let grouped = prepared(&documents);
    assert!(grouped.len() > 2);
    let whole = vec![prepare(documents.clone(), Scale::of(1)).unwrap()];
    assert!(lists(&grouped) == lists(&whole));
    let (grouped, whole) = (index_of(&grouped), index_of(&whole));
    for question in questions(&documents).iter().step_by(3) {
        let addresses = |index: &SearchIndex| -> Vec<(String, i64)> {
            let found: Answers = index.search(question["query"].as_str().unwrap(), &options(question)).unwrap();
            found.results.into_iter().map(|hit| (hit.url, (hit.score * 1e3).round() as i64)).collect()
        };
        assert_eq!(addresses(&grouped), addresses(&whole), "{question}");
    }
}

/// Counts the files that are made, over the files of the export before.
struct Remade {
    inner: Memory,
    made: AtomicUsize,
}

impl Remade {
    fn after(before: Files) -> Self {
        Self { inner: Memory::after(Arc::new(before)), made: AtomicUsize::new(0) }
    }
}

impl Sink for Remade {
    fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), SinkError> {
        self.made.fetch_add(1, Ordering::Relaxed);
        self.inner.put(path, bytes)
    }

    fn keep(&self, path: &str, stamp: &FileStamp) -> Result<bool, SinkError> {
        self.inner.keep(path, stamp)
    }
}

#[test]
fn an_export_after_a_change_is_that_of_the_new_documents() {
    let mut documents: Vec<Document> = corpus().into_iter().take(2_500).collect();
    let memo = Memo::in_memory();
    let mut before = Files::new();
    let mut made = Vec::new();
    let changes: [fn(&mut Vec<Document>); 8] = [
        |_| (),
        // More at the end of every dictionary, then less.
        |it| (it[9].name, it[9].code, it[9].title) = ("힣힣힣".to_owned(), "힣힣힣힣".to_owned(), "힣힣".to_owned()),
        |it| it[9].name.push_str(" 힣힣힣힣"),
        |it| (it[9].name, it[9].code, it[9].title) = ("a".to_owned(), "b".to_owned(), "c".to_owned()),
        |it| it[1_200].body.push_str(" quagmire"),
        |it| it[1_200].title.push_str(" Aardvark"),
        |it| drop(it.remove(700)),
        |it| it.insert(300, it[4].clone()),
    ];
    for change in changes {
        change(&mut documents);
        let groups = prepared(&documents);
        let sink = Remade::after(before);
        let indexed: Vec<Indexed> = groups.iter().map(|it| it.clone().publish(&sink).unwrap()).collect();
        export_into(&indexed, &memo, &sink).unwrap();
        made.push(sink.made.into_inner());
        before = sink.inner.into_shared();
        let files: Vec<(String, Vec<u8>)> = before.iter().map(|(path, it)| (path.clone(), it.bytes.to_vec())).collect();
        assert!(files == export(&groups).unwrap(), "after change {}", made.len());
    }
    assert!(made[4] + 20 < made[0], "{made:?} files were made");
}

#[test]
fn a_change_of_words_leaves_most_shards_alone() {
    let mut documents = corpus();
    let names = |documents: Vec<Document>| -> Vec<String> {
        export(&prepared(&documents)).unwrap().into_iter().map(|(path, _)| path).filter(|path| path.ends_with(".txt")).collect()
    };
    let before = names(documents.clone());
    documents[2_000].body.push_str(" quagmire");
    let after = names(documents);
    let kept = after.iter().filter(|name| before.contains(name)).count();
    assert!(kept * 3 > after.len() * 2, "{kept} of {} shards kept their names", after.len());
}

#[test]
fn exact_names_come_first_and_misspelt_words_last() {
    let document = |name: &str, body: &str| Document {
        url: format!("catalog/default/component/{name}/"),
        title: name.to_owned(),
        name: name.to_owned(),
        kind: "component".to_owned(),
        body: body.to_owned(),
        ..Document::default()
    };
    let index = index(&[
        document("petstore-api", "petstore petstore petstore"),
        document("pets", "petstore of petstores"),
        document("petstore", "sells animals"),
        document("petstone", "granite"),
    ]);
    let names = |query: &str| -> Vec<String> {
        let answers = index.search(query, &SearchOptions::default()).unwrap();
        answers.results.into_iter().map(|hit| hit.title).collect()
    };
    assert_eq!(names("petstore")[0], "petstore");
    assert_eq!(names("Petstore-API")[0], "petstore-api");
    assert_eq!(names("petstor"), ["petstore", "petstore-api", "pets"]);
    assert_eq!(names("petstroe")[0], "petstore");
    assert_eq!(names("granit"), ["petstone"]);
    assert_eq!(names("tsto"), ["petstore-api", "petstore", "petstone"]);
    assert_eq!(names("petstore -animals -granite"), ["petstore-api", "pets"]);
}

#[test]
fn names_of_the_right_word_do_not_hide_the_pages_that_say_it() {
    let page = |number: usize, title: &str, body: &str| Document {
        url: format!("docs/{number}/"),
        title: title.to_owned(),
        kind: "docs".to_owned(),
        body: body.to_owned(),
        ..Document::default()
    };
    let mut documents: Vec<Document> = (0..4).map(|number| page(number, "Booking", "A name.")).collect();
    documents.extend((4..9).map(|number| page(number, "How booking works", "A page.")));
    documents.push(page(9, "Freight", "All about booking."));
    let titles = |documents: &[Document]| -> Vec<String> {
        let answers = index(documents).search("bokking ", &SearchOptions::default()).unwrap();
        answers.results.into_iter().map(|hit| hit.title).collect()
    };
    let found = titles(&documents);
    assert_eq!(
        (found.len(), found[0].as_str(), found[4].as_str(), found[9].as_str()),
        (10, "Booking", "How booking works", "Freight")
    );
    documents.push(page(10, "A slip", "Somebody wrote bokking."));
    let found = titles(&documents);
    assert_eq!((found.len(), found[0].as_str(), found[1].as_str()), (10, "A slip", "Booking"));
}

#[test]
fn a_heading_that_a_page_repeats_is_one_hit() {
    let section = |page: usize, number: usize| Document {
        url: format!("docs/changes-{page}/#s{number}"),
        title: format!("Release {page}"),
        heading: "Patch changes".to_owned(),
        kind: "docs".to_owned(),
        body: format!("word{page}x{number}"),
        ..Document::default()
    };
    let index = index(&(0..3).flat_map(|page| (0..30).map(move |number| section(page, number))).collect::<Vec<_>>());
    let urls = |query: &str| -> Vec<String> {
        index.search(query, &SearchOptions::default()).unwrap().results.into_iter().map(|hit| hit.url).collect()
    };
    assert_eq!(urls("patch changes"), ["docs/changes-0/#s0", "docs/changes-1/#s0", "docs/changes-2/#s0"]);
    assert_eq!(urls("word1x20"), ["docs/changes-1/#s20"]);
}

#[test]
fn an_empty_portal_answers_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let live = index(&[]);
    publish(&[], folder.path());
    let question = json!({ "query": "anything kind:api", "limit": 10, "filters": {} });
    for index in [live, opened(folder.path())] {
        assert_eq!(answer(&index, &question)["total"], 0);
    }
    assert!(open_site(|_| None).is_err());
}
