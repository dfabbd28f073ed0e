//! `idp-docs.yaml`: the operator's settings. The only trusted input besides the command line and the theme.
//!
//! The types here are the schema: `schema/idp-docs.schema.json` is generated from them, and unknown keys are errors.

mod mistake;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The whole configuration file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Name of the portal, shown in every page's header and title.
    pub title: Option<String>,
    /// One sentence about the portal, for search engines and the home page.
    pub description: Option<String>,
    /// Absolute address under which the portal is published; its path becomes the base path.
    pub base_url: Option<String>,
    /// Language of the portal's own words, as a BCP 47 tag. Default `en`.
    pub language: Option<String>,
    /// Where repositories come from, in order: where two claim one thing, the earlier source wins.
    pub sources: Vec<SourceConfig>,
    /// Output folder, relative to this file. Default `public`.
    pub out: Option<String>,
    /// Folder whose files replace those of the built-in theme, path by path. Default `theme` beside this file, if there is one.
    pub theme: Option<String>,
    /// Logo, colours and links of the portal.
    pub branding: Branding,
    /// Severity of a diagnostic code, by its name.
    pub rules: BTreeMap<String, RuleLevel>,
    /// File of accepted diagnostics (written by `check --baseline`), relative to this file.
    pub baseline: Option<String>,
    /// Tools that entities are linked to by annotations; added to and overriding the built-in table.
    pub integrations: BTreeMap<String, Integration>,
    /// Base addresses for the tools of the built-in table, such as `argocd: https://argocd.acme.example`.
    pub integration_urls: BTreeMap<String, String>,
    /// Where Backstage runs, for launch links of templates.
    pub backstage_url: Option<String>,
    /// Where the user guide of idp-docs is published, for links to the pages of diagnostics: `<guide_url>/diagnostics/<name>/`.
    pub guide_url: Option<String>,
    /// Docs settings.
    pub docs: DocsConfig,
    /// How `check --external` asks other hosts.
    pub check: CheckConfig,
    /// Limits on untrusted input.
    pub limits: Limits,
    /// The checks of the scorecard, by name: which apply, and to which kinds.
    pub scorecard: BTreeMap<String, ScorecardRule>,
}

/// Where repositories come from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SourceConfig {
    /// A folder or a glob of folders, relative to this file; every match is one repository.
    pub path: Option<String>,
    /// The `app-config.yaml` of a Backstage instance, whose `catalog.locations` and `catalog.rules` are honoured.
    pub backstage: Option<String>,
    /// Address of the repository on its forge; `{name}` is the folder's name. Read from `.git/config` where absent.
    pub url: Option<String>,
    /// Branch for edit and source links. Read from `.git/HEAD` where absent.
    pub branch: Option<String>,
    /// Kind of forge, where the host name does not tell.
    pub forge: Option<ForgeName>,
    /// Catalog files as globs below the repository. Default `**/catalog-info.yaml` and `.yml`.
    pub catalog: Vec<String>,
    /// What these repositories may declare; anything when empty.
    pub allow: Vec<Allow>,
    /// Docs dialect, where detection guesses wrong.
    pub dialect: Option<DialectName>,
    /// Hosts from which pages of this source may embed frames.
    pub allow_iframes_from: Vec<String>,
}

/// A rule on what a source may declare: an entity is allowed when any rule matches it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Allow {
    /// Kinds, any case; all when empty.
    pub kinds: Vec<String>,
    /// Values of `spec.type`, any case; all when empty.
    pub types: Vec<String>,
    /// Namespaces; all when empty.
    pub namespaces: Vec<String>,
    /// Owners (entity references); all when empty.
    pub owners: Vec<String>,
}

/// The forges whose link shapes are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ForgeName {
    GitHub,
    GitLab,
    Bitbucket,
    Azure,
    Gitea,
}

/// The dialects of Markdown that docs folders are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DialectName {
    Techdocs,
    Github,
    Docusaurus,
    Gitbook,
    Mdbook,
    Jekyll,
}

/// What a rule's diagnostics count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum RuleLevel {
    Error,
    Warning,
    Info,
    Off,
}

/// Logo, colours and links of the portal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Branding {
    /// Image file for the header, relative to this file.
    pub logo: Option<String>,
    /// Icon file for browser tabs, relative to this file.
    pub favicon: Option<String>,
    /// Accent colour as `#rrggbb`; its contrast is checked.
    pub accent: Option<String>,
    /// Links at the foot of every page.
    pub footer: Vec<FooterLink>,
    /// Extra style sheets, relative to this file.
    pub css: Vec<String>,
}

/// One link at the foot of every page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FooterLink {
    /// Its words.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// How an annotation becomes a link to a tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integration {
    /// The tool's name.
    pub label: String,
    /// Address with `{value}`, or `{1}`, `{2}` for its parts between slashes.
    pub url: Option<String>,
    /// Heading under which it is shown: `build`, `observe`, `on-call`, `quality`, `plan`, `other`.
    #[serde(default)]
    pub group: Option<String>,
    /// Name of an icon of the theme.
    #[serde(default)]
    pub icon: Option<String>,
    /// Never print the value.
    #[serde(default)]
    pub secret: bool,
}

/// Docs settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DocsConfig {
    /// Address of a Kroki server that draws PlantUML, D2 and others as images; none by default.
    pub kroki_url: Option<String>,
    /// Offer each page's Markdown beside it (`index.md`). Default true.
    pub markdown_twins: Option<bool>,
    /// When a page last changed, and who changed it, from the repository's history: `author` (the default) shows both,
    /// `date` the day alone, `false` neither.
    pub last_updated: Option<LastUpdated>,
    /// Older versions of docs sites that are published beside the one in the checkout.
    pub versions: VersionsConfig,
}

/// Which older versions of docs sites are published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct VersionsConfig {
    /// Tags of a checkout, as a glob: `v*`.
    pub tags: Option<String>,
    /// Branches of a checkout, as a glob: `release-*`.
    pub branches: Option<String>,
    /// Folders of a repository, as a glob: `versions/*`. The folder's name is the version's.
    pub folders: Option<String>,
    /// Name of the version in the checkout. Default `latest`.
    pub latest: Option<String>,
    /// At most so many older versions of a site, the newest first. Default 5.
    pub limit: Option<usize>,
    /// Repositories that this holds for, as globs of their names; all when empty.
    pub repositories: Vec<String>,
}

/// What is shown of a page's last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum LastUpdated {
    /// Everything, or nothing.
    Switch(bool),
    /// This much.
    Word(LastUpdatedWord),
}

impl Default for LastUpdated {
    fn default() -> Self {
        Self::Switch(true)
    }
}

/// How much is shown of a page's last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LastUpdatedWord {
    /// The day.
    Date,
    /// The day and who made it.
    Author,
}

/// How `check --external` asks other hosts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CheckConfig {
    /// Addresses that are not asked for, by how they begin.
    pub external_ignore: Vec<String>,
    /// Seconds that a host has for its answer. Default 15.
    pub external_timeout: u16,
    /// Seconds for all hosts together; what is not asked by then is counted. Default 600.
    pub external_total: u32,
    /// Hosts that may be asked though their address is private; `*.acme.example` for all of a domain.
    pub private_hosts: Vec<String>,
}

impl Default for CheckConfig {
    fn default() -> Self {
        Self { external_ignore: Vec::new(), external_timeout: 15, external_total: 600, private_hosts: Vec::new() }
    }
}

/// Limits on untrusted input; each message that a limit causes names its key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of a catalog file. Default 8,000,000: an organisation's people and teams are often one generated file.
    pub catalog_file: u64,
    /// Bytes of a page's Markdown. Default 10,000,000.
    pub page: u64,
    /// How many times its text a page may grow when it is drawn, and a megabyte; the rest is left out. Default 20.
    pub page_growth: usize,
    /// Bytes of a published image or download. Default 25,000,000.
    pub asset: u64,
    /// Bytes of an API definition. Default 10,000,000.
    pub api_definition: u64,
    /// Rules of a CODEOWNERS file that count; of more, the last ones. Default 10,000.
    pub codeowners_rules: usize,
    /// Diagnostics printed per file; the rest is counted. Default 20.
    pub diagnostics_per_file: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            catalog_file: 8_000_000,
            page: 10_000_000,
            page_growth: 20,
            asset: 25_000_000,
            api_definition: 10_000_000,
            codeowners_rules: 10_000,
            diagnostics_per_file: 20,
        }
    }
}

/// One check of the scorecard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScorecardRule {
    /// Whether it applies. Default true.
    pub enabled: Option<bool>,
    /// Kinds it applies to, instead of the check's own.
    pub kinds: Vec<String>,
}

/// What is wrong with a configuration file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ConfigError {
    /// One sentence, ending with what to do.
    pub message: String,
    /// Line and column from 1, where known.
    pub at: Option<(u32, u32)>,
}

/// Reads a configuration's text.
///
/// # Errors
/// When it is not YAML, has an unknown key (the nearest known one is named) or a value of the wrong type.
pub fn parse(text: &str) -> Result<Config, ConfigError> {
    if text.trim().is_empty() {
        return Ok(Config::default());
    }
    serde_yaml::from_str(text).map_err(|error| {
        let at = error.location().map(|it| (it.line() as u32, it.column() as u32));
        let plain = error.without_snippet().to_string();
        let message = plain.lines().next().unwrap_or_default();
        let message = message.split(" at line ").next().unwrap_or(message).trim_start_matches("error: ");
        ConfigError { message: mistake::taught(message, text, at), at }
    })
}

/// The JSON Schema of the configuration file, pretty-printed.
#[must_use]
pub fn schema() -> String {
    let mut schema = schemars::schema_for!(Config);
    schema.insert("title".into(), "idp-docs.yaml".into());
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_contract() {
        let config = parse(
            "title: Acme\nsources:\n  - path: repos/*\n    branch: main\n    catalog: [\"catalog-info.yaml\"]\nout: public\n",
        );
        assert_eq!(config.as_ref().map(|it| it.sources.len()), Ok(1), "{config:?}");
        assert_eq!(parse("").map(|it| it.title), Ok(None));
    }

    #[test]
    fn names_the_nearest_key() {
        let error = parse("title: x\nsources:\n  - path: a\n    brunch: main\n").expect_err("a typo");
        assert_eq!(error.message, "unknown key `brunch`; did you mean `branch`?");
        assert_eq!(error.at.map(|it| it.0), Some(4));
    }

    #[test]
    fn says_what_was_expected_and_what_was_found() {
        let cases = [
            ("sources: foo", "`sources` must be a list, found a string"),
            ("sources:\n  - foo", "`sources[0]` must be a mapping, found a string"),
            ("title: [a]", "`title` must be a text, found a list"),
            ("sources: [{path: r, forge: githb}]", "`sources[0].forge` is `githb`; did you mean `github`?"),
            ("rules: {field-type: 'no'}", "`rules.field-type` is `no`; write `error`, `warning`, `info` or `off`"),
            ("limits: {page: big}", "`limits.page` must be a whole number from 0, found a string"),
            ("limits: {page: -4}", "`limits.page` must be a whole number from 0, found the number `-4`"),
            ("scorecard: {a: {enabled: 5}}", "`scorecard.a.enabled` must be `true` or `false`, found the number `5`"),
            ("integrations: {a: {url: x}}", "`integrations.a.label` is missing; add `label:`"),
            ("title: a\ntitle: b", "`title` stands twice; remove one of the two"),
        ];
        for (text, message) in cases {
            let error = parse(text).expect_err(text);
            assert_eq!(error.message, message);
            assert!(error.at.is_some());
        }
    }
}
