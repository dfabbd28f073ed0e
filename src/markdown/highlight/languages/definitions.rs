//! Languages of queries, schemas, settings and policies: words and quotes of each.

use super::super::language::{Habit, Language, NONE, Properties, quote};
use super::super::painter::Class;
use super::{DOUBLE, HASHES, SINGLE, SLASHES, TRIPLE};

pub(in super::super) static SQL: Language = Language {
    name: "sql",
    line_comments: &["--", "# "],
    block_comments: &[("/*", "*/")],
    quotes: &[SINGLE.doubled().multiline(), DOUBLE.doubled().multiline(), quote("`").painted(Class::Property),],
    keywords: "add after all alter always analyze and any as asc auto_increment before begin between by call cascade case cast
        character check collate column comment commit concurrently conflict constraint copy create cross cursor database databases
        declare default deferrable delete desc describe distinct do drop each else elsif end escape except exec execute exists
        explain extension false fetch filter first for foreign from full function generated grant group having identified identity
        if ignore ilike immutable in index inner insert instead intersect interval into is isolation join key language last
        lateral left level like limit lock loop match materialized merge minus natural next no not null nulls of off offset on only
        or order outer over partition policy primary privileges procedure range recursive references regexp rename repeatable
        replace restrict return returning returns revoke right role rollback row rows schema security select sequence session set
        show start stored table tables temp temporary then ties to transaction trigger true truncate union unique unlogged until
        update usage use user using vacuum values view when where while window with without work parallel strict safe unsafe cost out restricted called invoker definer stable",
    types: "bigint bigserial binary bit blob bool boolean bytea char clob date datetime decimal double enum float inet int int2
        int4 int8 integer json jsonb long mediumint mediumtext money nchar ntext number numeric nvarchar precision real serial
        smallint smallserial string text time timestamp timestamptz tinyint tinytext uuid varbinary varchar varchar2 varying xml
        year zone",
    ignores_case: true,
    sigils: b"@",
    ..NONE
};

pub(in super::super) static GRAPHQL: Language = Language {
    name: "graphql",
    quotes: &[TRIPLE, DOUBLE],
    keywords: "directive extend fragment implements mutation on query repeatable schema subscription",
    type_keywords: "type input interface union enum scalar",
    constants: "true false null",
    types: "Int Float String Boolean ID",
    has_capitals: true,
    has_calls: false,
    properties: Properties::Colon,
    sigils: b"$",
    annotation: Some((b'@', Class::Property)),
    ..HASHES
};

pub(in super::super) static HCL: Language = Language {
    name: "hcl",
    line_comments: &["#", "//"],
    block_comments: &[("/*", "*/")],
    quotes: &[DOUBLE.holding("${")],
    keywords: "for in if else endif endfor",
    constants: "true false null var local each self path count",
    types: "string number bool list map set object any tuple",
    name_bytes: b"-",
    properties: Properties::Equals,
    habits: &[Habit::Heredocs, Habit::Blocks],
    ..NONE
};

pub(in super::super) static PROTOBUF: Language = Language {
    name: "protobuf",
    quotes: &[DOUBLE, SINGLE],
    keywords:
        "edition extensions import max oneof option optional package public repeated required reserved returns stream syntax to
        weak",
    function_keywords: "rpc",
    type_keywords: "message enum service extend group",
    constants: "true false inf nan",
    types: "bool bytes double fixed32 fixed64 float int32 int64 map sfixed32 sfixed64 sint32 sint64 string uint32 uint64",
    ..SLASHES
};

pub(in super::super) static BICEP: Language = Language {
    name: "bicep",
    quotes: &[quote("'''").multiline().raw(), SINGLE.holding("${")],
    keywords:
        "as assert existing extension for func if import in metadata module output param provider resource targetScope type using
        var with",
    constants: "true false null",
    types: "array bool int object string",
    properties: Properties::Colon,
    annotation: Some((b'@', Class::Property)),
    has_capitals: false,
    ..SLASHES
};

pub(in super::super) static REGO: Language = Language {
    name: "rego",
    quotes: &[DOUBLE, quote("`").multiline().raw()],
    keywords: "as contains default else every if import in not package some with",
    constants: "true false null input data",
    ..HASHES
};

pub(in super::super) static CUE: Language = Language {
    name: "cue",
    line_comments: &["//"],
    quotes: &[TRIPLE, DOUBLE, SINGLE],
    keywords: "for if import in let package",
    constants: "true false null",
    types: "bool bytes float int number string uint uint8 uint16 uint32 uint64 int8 int16 int32 int64",
    properties: Properties::AnyColon,
    annotation: Some((b'@', Class::Property)),
    ..NONE
};

pub(in super::super) static PUPPET: Language = Language {
    name: "puppet",
    quotes: &[DOUBLE.multiline().holding("${").with_variables(), SINGLE.multiline()],
    keywords: "and case contain default else elsif function if import in include inherits node or realize require tag unless",
    type_keywords: "class define type",
    constants: "true false undef present absent running stopped",
    has_capitals: true,
    sigils: b"$@",
    ..HASHES
};

pub(in super::super) static NGINX: Language = Language {
    name: "nginx",
    quotes: &[DOUBLE.with_variables(), SINGLE.with_variables()],
    constants: "on off",
    name_bytes: b"-",
    sigils: b"$@",
    has_calls: false,
    habits: &[Habit::Commands],
    ..HASHES
};

pub(in super::super) static PROMQL: Language = Language {
    name: "promql",
    quotes: &[DOUBLE, SINGLE, quote("`").multiline().raw()],
    keywords: "and bool by group_left group_right ignoring offset on or unless without",
    name_bytes: b":",
    properties: Properties::Equals,
    ..HASHES
};
