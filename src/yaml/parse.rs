//! From parser events to nodes: one stack, no recursion, budgets checked as values arrive.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span as Range, StrInput, StructureStyle, Tag};

use super::anchors::{Anchors, Contents};
use super::blame;
use super::{Document, Entry, ErrorKind, MAX_DEPTH, MAX_DOCUMENTS, MAX_SCALAR_BYTES, MAX_VALUES, Node, Schema, Value, YamlError};
use super::{message, scalar};
use crate::diagnostic::Span;

/// Stands in for a carriage return that no line feed follows: text to Backstage, a line break to the parser.
const LONE_RETURN: char = '\u{7f}';

pub(super) fn documents(text: &str, schema: Schema) -> Vec<Document> {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = text.get(bom..).unwrap_or_default();
    let lone = has_lone_return(body);
    let normal = if lone { replace_lone_returns(body) } else { body.to_owned() };
    let mut reader = Reader::new(&normal, schema, lone);
    reader.read();
    let starts: Vec<Start> = reader.done.iter().map(|it| it.start).collect();
    let end = Start { byte: body.len(), line: line_count(body) + 1 };
    let ends = starts.iter().skip(1).copied().chain([end]).collect::<Vec<_>>();
    let finish = |(it, next): (Unplaced, Start)| {
        let whole = bom + it.start.byte..bom + next.byte;
        let range = without_markers(text, whole.clone());
        Document {
            root: it.root,
            duplicates: it.duplicates,
            lines: (it.start.line, next.line.saturating_sub(1).max(it.start.line)),
            text_line: it.start.line + u32::from(range.start > whole.start),
            text: range,
        }
    };
    reader.done.into_iter().zip(ends).map(finish).collect()
}

fn has_lone_return(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, it)| *it == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}

fn replace_lone_returns(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(it) = rest.next() {
        out.push(if it == '\r' && rest.peek() != Some(&'\n') { LONE_RETURN } else { it });
    }
    out
}

fn line_count(text: &str) -> u32 {
    let breaks = text.bytes().filter(|it| *it == b'\n').count();
    u32::try_from(breaks + usize::from(!text.ends_with('\n'))).unwrap_or(u32::MAX).max(1)
}

/// Leaves out the `---` line that opens a document and the `...` that closes it.
fn without_markers(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let slice = text.get(range.clone()).unwrap_or_default();
    let first = slice.split_inclusive('\n').next().unwrap_or_default();
    let start = if first.trim_end() == "---" { range.start + first.len() } else { range.start };
    let body = text.get(start..range.end).unwrap_or_default();
    let closed = body.trim_end().strip_suffix("\n...").map_or(body.len(), |it| it.len() + 1);
    start..start + closed
}

#[derive(Clone, Copy, Debug)]
struct Start {
    byte: usize,
    line: u32,
}

/// A document whose end is not known yet.
struct Unplaced {
    start: Start,
    root: Result<Option<Node>, YamlError>,
    duplicates: Vec<YamlError>,
}

struct Reader<'text> {
    text: &'text str,
    parser: Parser<'text, StrInput<'text>>,
    /// The schema of the stream, until a directive says otherwise.
    schema: Schema,
    lone_returns: bool,
    anchors: Anchors,
    stack: Vec<Frame>,
    root: Option<Node>,
    start: Option<Start>,
    duplicates: Vec<YamlError>,
    alias_error: Option<YamlError>,
    values: usize,
    bytes: usize,
    /// Bytes of the text up to the end of the last event.
    read: usize,
    done: Vec<Unplaced>,
}

/// A collection that is still open.
struct Frame {
    kind: Kind,
    start: Range,
    flow: bool,
    anchor: usize,
    tag: Option<Arc<str>>,
    contents: Contents,
}

enum Kind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Key>, seen: HashMap<KeyId, Span>, merges: Vec<usize> },
}

struct Key {
    text: Arc<str>,
    span: Span,
    merge: bool,
}

/// What makes two keys the same: their values, not their spelling. Collections and aliases never are.
#[derive(PartialEq, Eq, Hash)]
enum KeyId {
    Null,
    Bool(bool),
    Number(u64),
    String(Arc<str>),
}

impl<'text> Reader<'text> {
    fn new(text: &'text str, schema: Schema, lone_returns: bool) -> Self {
        let mut options = granit_parser::options! {
            emit_unresolved_aliases: true,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        options.set_emit_comments(false);
        Self {
            text,
            parser: Parser::new_from_str_with_options(text, options),
            schema,
            lone_returns,
            anchors: Anchors::default(),
            stack: Vec::new(),
            root: None,
            start: None,
            duplicates: Vec::new(),
            alias_error: None,
            values: 0,
            bytes: 0,
            read: 0,
            done: Vec::new(),
        }
    }

    fn read(&mut self) {
        while let Some(event) = self.parser.next_event() {
            let failed = match event {
                Ok((Event::StreamEnd, _)) => return,
                Ok((Event::StreamStart, _)) => None,
                Ok((Event::DocumentStart(_, version), range)) => {
                    match version.map(|it| (it.major, it.minor)) {
                        Some((1, 1)) => self.schema = Schema::Yaml11,
                        Some(_) => self.schema = Schema::Core,
                        None => {}
                    }
                    self.start = Some(self.start_at(range.start));
                    None
                }
                Ok((Event::DocumentEnd, _)) => {
                    self.finish();
                    None
                }
                Ok((event, range)) => {
                    self.read = range.end.byte_offset().unwrap_or(self.read);
                    self.take(event, range).err()
                }
                Err(error) => Some(self.syntax_error(&error)),
            };
            if let Some(error) = failed {
                self.abandon(error);
                if !self.parser.proceed_next_document().unwrap_or(false) {
                    return;
                }
            }
            if self.done.len() >= MAX_DOCUMENTS {
                let at = self.done.last().map_or(1, |it| it.start.line);
                self.abandon(message::documents(Span::point(at, 1)));
                return;
            }
        }
    }

    fn start_at(&self, marker: Marker) -> Start {
        if self.done.is_empty() {
            return Start { byte: 0, line: 1 };
        }
        Start { byte: marker.byte_offset().unwrap_or_default(), line: point(marker).0 }
    }

    fn syntax_error(&mut self, error: &ScanError) -> YamlError {
        if self.start.is_none() {
            self.start = Some(self.start_at(*error.marker()));
        }
        let start = self.start.map_or(0, |it| it.byte);
        let (span, line) = blame::place(self.text, error, start, self.read.max(start));
        message::syntax(error, span, line)
    }

    fn take(&mut self, event: Event<'text>, range: Range) -> Result<(), YamlError> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                // The parser says `~` where nothing is written.
                let unwritten = style == ScalarStyle::Plain && range.start.index() == range.end.index();
                let text = if unwritten { "".into() } else { text };
                let text = if self.lone_returns { text.replace(LONE_RETURN, "\r") } else { text.into_owned() };
                let node = self.scalar(&text, style, tag.as_deref(), range);
                let contents = Contents::scalar(text.len());
                self.anchors.define(anchor, &node, &contents);
                let merge = self.schema == Schema::Yaml11 && style == ScalarStyle::Plain && text == "<<";
                self.put(node, contents, merge)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.open(Kind::Sequence(Vec::new()), style, anchor, tag.as_deref(), range)
            }
            Event::MappingStart(style, anchor, tag) => {
                let kind = Kind::Mapping { entries: Vec::new(), key: None, seen: HashMap::new(), merges: Vec::new() };
                self.open(kind, style, anchor, tag.as_deref(), range)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            Event::Alias(id) => {
                let span = span_of(range);
                let (mut node, contents) = match self.anchors.follow(id) {
                    Ok(found) => found,
                    Err(refused) => {
                        let name = self.written(range).trim_start_matches('*').to_owned();
                        self.alias_error.get_or_insert_with(|| message::alias(&name, Some(refused), span));
                        (null_at(span), Contents::scalar(0))
                    }
                };
                node.span = span;
                self.put(node, contents, false)
            }
            Event::UnresolvedAlias(name) => {
                let span = span_of(range);
                self.alias_error.get_or_insert_with(|| message::alias(&name, None, span));
                self.put(null_at(span), Contents::scalar(0), false)
            }
            _ => Ok(()),
        }
    }

    fn written(&self, range: Range) -> &'text str {
        let (Some(from), Some(to)) = (range.start.byte_offset(), range.end.byte_offset()) else { return "" };
        self.text.get(from..to).unwrap_or_default()
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, range: Range) -> Node {
        let core = tag.and_then(Tag::core_suffix);
        let (value, unknown) = match (core, tag) {
            (Some("str"), _) => (scalar::string(text), false),
            (Some(name @ ("null" | "bool" | "int" | "float")), _) => (scalar::tagged(name, text, self.schema), false),
            (Some("binary"), _) => (scalar::binary(text, span_of(range)), false),
            (Some("timestamp"), _) => (scalar::string(&scalar::timestamp(text)), false),
            (_, Some(_)) => (scalar::string(text), true),
            (_, None) if style == ScalarStyle::Plain => (scalar::plain(text, self.schema), false),
            (_, None) => (scalar::string(text), false),
        };
        let written = (!matches!(value, Value::String(_))).then(|| Arc::from(text));
        let tag = tag.filter(|_| unknown).map(Tag::original).filter(|it| it != "!").map(Arc::from);
        Node { value, span: span_of(range), tag, written }
    }

    fn open(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        start: Range,
    ) -> Result<(), YamlError> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(message::depth(span_of(start)));
        }
        let tag = tag.filter(|it| !matches!(it.core_suffix(), Some("map" | "seq"))).map(Tag::original).map(Arc::from);
        let flow = style == StructureStyle::Flow;
        self.stack.push(Frame { kind, start, flow, anchor, tag, contents: Contents::collection() });
        Ok(())
    }

    fn close(&mut self, end: Range) -> Result<(), YamlError> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let start = span_of(frame.start);
        let last = match &frame.kind {
            Kind::Sequence(items) => items.last().map(|it| it.span),
            Kind::Mapping { entries, .. } => entries.last().map(|it| it.value.span.max_end(it.key_span)),
        };
        let (end_line, end_column) = match last {
            Some(last) if !frame.flow => (last.end_line, last.end_column),
            _ if frame.flow => point(end.end),
            _ => (start.end_line, start.end_column),
        };
        let span = Span { end_line, end_column, ..start };
        let value = match frame.kind {
            Kind::Sequence(items) => Value::Sequence(items.into()),
            Kind::Mapping { entries, merges, .. } if merges.is_empty() => Value::Mapping(entries.into()),
            Kind::Mapping { entries, merges, .. } => Value::Mapping(self.merged(entries, &merges).into()),
        };
        let node = Node { value, span, tag: frame.tag, written: None };
        self.anchors.define(frame.anchor, &node, &frame.contents);
        self.put(node, frame.contents, false)
    }

    /// Gives a finished value to the collection that is open, as its next item, key or value.
    fn put(&mut self, node: Node, contents: Contents, merge: bool) -> Result<(), YamlError> {
        if !matches!(node.value, Value::Sequence(_) | Value::Mapping(_)) || contents.is_alias() {
            self.values = self.values.saturating_add(contents.values);
            self.bytes = self.bytes.saturating_add(contents.bytes);
        } else {
            self.values = self.values.saturating_add(1);
        }
        if self.values > MAX_VALUES || self.bytes > MAX_SCALAR_BYTES {
            return Err(message::size(node.span));
        }
        let alias = contents.is_alias();
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        frame.contents.add(contents);
        match &mut frame.kind {
            Kind::Sequence(items) => items.push(node),
            Kind::Mapping { entries, key, seen, merges } => match key.take() {
                None => {
                    let text = key_text(&node);
                    if let Some(id) = key_id(&node).filter(|_| !merge && !alias) {
                        if let Some(first) = seen.get(&id) {
                            self.duplicates.push(message::duplicate(&text, node.span, *first));
                        } else {
                            seen.insert(id, node.span);
                        }
                    }
                    *key = Some(Key { text, span: node.span, merge });
                }
                Some(key) => {
                    if key.merge {
                        merges.push(entries.len());
                    }
                    let unwritten = node.written.as_deref() == Some("");
                    let node = if unwritten { Node { span: key.span, ..node } } else { node };
                    entries.push(Entry { key: key.text, key_span: key.span, value: node });
                }
            },
        }
        Ok(())
    }

    /// YAML 1.1's merge keys: what the mapping says itself comes before what it merges.
    fn merged(&mut self, entries: Vec<Entry>, merges: &[usize]) -> Vec<Entry> {
        let mut out: Vec<Entry> = Vec::new();
        let mut index: HashMap<Arc<str>, usize> = HashMap::new();
        for (at, entry) in entries.into_iter().enumerate() {
            if !merges.contains(&at) {
                match index.get(&entry.key).and_then(|it| out.get_mut(*it)) {
                    Some(place) => *place = entry,
                    None => {
                        index.insert(entry.key.clone(), out.len());
                        out.push(entry);
                    }
                }
                continue;
            }
            let sources = match &entry.value.value {
                Value::Sequence(items) => items.to_vec(),
                _ => vec![entry.value.clone()],
            };
            for source in &sources {
                if !source.is_mapping() {
                    self.alias_error.get_or_insert_with(|| message::merge(entry.key_span));
                }
                for it in source.entries() {
                    if !index.contains_key(&it.key) {
                        index.insert(it.key.clone(), out.len());
                        out.push(it.clone());
                    }
                }
            }
        }
        out
    }

    fn finish(&mut self) {
        let root = match self.alias_error.take() {
            Some(error) if self.duplicates.is_empty() => Err(error),
            _ => Ok(self.root.take().filter(|it| it.value != Value::Null)),
        };
        self.record(root);
    }

    fn abandon(&mut self, error: YamlError) {
        debug_assert!(error.kind != ErrorKind::DuplicateKey, "duplicates do not end a document");
        if self.start.is_none() {
            self.start = Some(Start { byte: self.text.len(), line: error.span.line });
        }
        self.record(Err(error));
    }

    fn record(&mut self, root: Result<Option<Node>, YamlError>) {
        let start = self.start.take().unwrap_or(Start { byte: 0, line: 1 });
        self.done.push(Unplaced { start, root, duplicates: std::mem::take(&mut self.duplicates) });
        self.stack.clear();
        self.root = None;
        self.alias_error = None;
        self.anchors.clear();
        (self.values, self.bytes) = (0, 0);
    }
}

/// Line and column from 1.
fn point(marker: Marker) -> (u32, u32) {
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    (number(marker.line()).max(1), number(marker.col()).saturating_add(1))
}

fn span_of(range: Range) -> Span {
    let ((line, column), (end_line, end_column)) = (point(range.start), point(range.end));
    Span { line, column, end_line, end_column }
}

fn null_at(span: Span) -> Node {
    Node { value: Value::Null, span, tag: None, written: Some(Arc::from("~")) }
}

fn key_id(node: &Node) -> Option<KeyId> {
    match &node.value {
        Value::Null => Some(KeyId::Null),
        Value::Bool(it) => Some(KeyId::Bool(*it)),
        Value::Number(it) if it.is_nan() => None,
        Value::Number(it) => Some(KeyId::Number((*it + 0.0).to_bits())),
        Value::String(it) => Some(KeyId::String(it.clone())),
        Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

fn key_text(node: &Node) -> Arc<str> {
    match &node.value {
        Value::Null => Arc::from(""),
        Value::String(it) => it.clone(),
        Value::Bool(it) => Arc::from(if *it { "true" } else { "false" }),
        Value::Number(it) => Arc::from(scalar::spell(*it)),
        Value::Sequence(_) | Value::Mapping(_) => {
            let mut out = String::new();
            write_flow(node, &mut out);
            Arc::from(out)
        }
    }
}

/// A key that is a collection, in flow style as npm `yaml` spells it. The depth is bounded by [`MAX_DEPTH`].
fn write_flow(node: &Node, out: &mut String) {
    match &node.value {
        Value::Sequence(items) => {
            out.push_str("[ ");
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                write_flow(item, out);
            }
            out.push_str(" ]");
        }
        Value::Mapping(entries) => {
            out.push_str("{ ");
            for (at, entry) in entries.iter().enumerate() {
                out.push_str(if at > 0 { ", " } else { "" });
                out.push_str(&entry.key);
                if entry.value.value != Value::Null {
                    out.push_str(": ");
                    write_flow(&entry.value, out);
                }
            }
            out.push_str(" }");
        }
        Value::Null => {}
        _ => out.push_str(&key_text(node)),
    }
}
