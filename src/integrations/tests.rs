//! Values as plugins define them.

use super::*;

type Pairs = &'static [(&'static str, &'static str)];

fn config(urls: &[(&str, &str)]) -> Config {
    let integration_urls = urls.iter().map(|(name, url)| ((*name).to_owned(), (*url).to_owned())).collect();
    Config { integration_urls, ..Config::default() }
}

fn links_of(annotations: &[(&str, &str)], config: &Config) -> Vec<IntegrationLink> {
    let annotations: Vec<_> = annotations.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    links(&annotations, config)
}

fn url(annotations: &[(&str, &str)], urls: &[(&str, &str)]) -> Option<String> {
    links_of(annotations, &config(urls)).into_iter().find_map(|it| it.url)
}

#[test]
fn values_become_addresses() {
    let cases: [(Pairs, Pairs, &str); 14] = [
        (&[("github.com/project-slug", "acme/shop")], &[], "https://github.com/acme/shop"),
        (
            &[("github.com/project-slug", "acme/shop")],
            &[("github", "https://git.acme.example/")],
            "https://git.acme.example/acme/shop",
        ),
        (&[("github.com/team-slug", "acme/shop-team")], &[], "https://github.com/orgs/acme/teams/shop-team"),
        (&[("circleci.com/project-slug", "github/acme/shop")], &[], "https://app.circleci.com/pipelines/github/acme/shop"),
        (&[("circleci.com/project-slug", "acme/shop")], &[], "https://app.circleci.com/pipelines/bitbucket/acme/shop"),
        (&[("sonarqube.org/project-key", "acme:shop")], &[], "https://sonarcloud.io/dashboard?id=acme%3Ashop"),
        (
            &[("sonarqube.org/project-key", "eu/shop")],
            &[("sonarqube/eu", "https://sonar.eu.example")],
            "https://sonar.eu.example/dashboard?id=shop",
        ),
        (
            &[("jenkins.io/job-full-name", "main:shop/build all/deploy")],
            &[("jenkins", "https://ci.example")],
            "https://ci.example/job/shop/job/build%20all/job/deploy",
        ),
        (&[("sentry.io/project-slug", "acme/shop")], &[], "https://acme.sentry.io/projects/shop/"),
        (&[("sentry.io/project-slug", "shop")], &[("sentry", "https://sentry.example")], "https://sentry.example/projects/shop/"),
        (
            &[("argocd/app-name", "shop"), ("argocd/app-namespace", "cd")],
            &[("argocd", "https://argo.example")],
            "https://argo.example/applications/cd/shop",
        ),
        (
            &[("dev.azure.com/project-repo", "shop/api"), ("dev.azure.com/host-org", "dev.azure.com/acme")],
            &[],
            "https://dev.azure.com/acme/shop/_git/api",
        ),
        (
            &[("jira/project-key", "SHOP"), ("jira/component", "check out")],
            &[("jira", "https://jira.example")],
            "https://jira.example/issues/?jql=project=SHOP+AND+component=check%20out",
        ),
        (&[("datadoghq.com/dashboard-url", "https://dd.example/d/1?a=b")], &[], "https://dd.example/d/1?a=b"),
    ];
    for (annotations, urls, expected) in cases {
        assert_eq!(url(annotations, urls).as_deref(), Some(expected), "{annotations:?}");
    }
}

#[test]
fn a_list_gives_a_link_each() {
    let links = links_of(&[("gocd.org/pipelines", "build, ship")], &config(&[("gocd", "https://gocd.example")]));
    let seen: Vec<_> = links.iter().map(|it| (it.label.as_str(), it.url.as_deref())).collect();
    assert_eq!(
        seen,
        [
            ("GoCD: build", Some("https://gocd.example/go/pipelines#!/build")),
            ("GoCD: ship", Some("https://gocd.example/go/pipelines#!/ship"))
        ]
    );
}

#[test]
fn without_a_base_address_the_value_is_shown_with_a_hint() {
    let links = links_of(&[("argocd/app-name", "shop")], &Config::default());
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].url.as_deref(), links[0].value_shown.as_str()), (None, "shop"));
    assert_eq!(links[0].hint.as_deref(), Some("set `integration_urls.argocd` in `idp-docs.yaml` to make this a link"));
}

#[test]
fn secrets_are_never_printed() {
    let secrets = [
        ("pagerduty.com/integration-key", "abcdef0123"),
        ("acme.example/api-token", "hunter2"),
        ("acme.example/ci", "ghp_abcdefabcdefabcdefabcdef"),
        ("acme.example/hook", "https://user:hunter2@hooks.example/x"),
        ("grafana/overview-dashboard", "https://grafana.example/d/1?auth_token=hunter2"),
    ];
    for (annotation, value) in secrets {
        let links = links_of(&[(annotation, value)], &Config::default());
        assert_eq!(links.len(), 1, "{annotation}");
        let printed = serde_json::to_string(&links).expect("links are plain data");
        assert!(!printed.contains(value) && !printed.contains("hunter2"), "{printed}");
        assert_eq!(links[0].url, None);
    }
    assert_eq!(links_of(&[("vault.io/secrets-path", "shop/db")], &Config::default())[0].value_shown, "shop/db");
}

#[test]
fn hostile_values_stay_inside_their_pattern() {
    assert_eq!(url(&[("grafana/overview-dashboard", "javascript:alert(1)")], &[]), None);
    assert_eq!(url(&[("bitbucket.org/repo-url", "//evil.example")], &[]), None);
    assert_eq!(
        url(&[("github.com/project-slug", "../../x\"><script>?a#b")], &[]).as_deref(),
        Some("https://github.com/x%22%3E%3Cscript%3E%3Fa%23b")
    );
    assert_eq!(url(&[("sentry.io/project-slug", "evil.example#/x")], &[]), None);
}

#[test]
fn the_configuration_adds_and_overrides() {
    let mut config = Config::default();
    let custom = |label: &str, url: Option<&str>, secret| Integration {
        label: label.to_owned(),
        url: url.map(str::to_owned),
        group: Some("observe".to_owned()),
        icon: None,
        secret,
    };
    config.integrations.insert("acme.example/dash".to_owned(), custom("Dash", Some("https://dash.example/{1}?x={2}"), false));
    config.integrations.insert("github.com/project-slug".to_owned(), custom("Code", Some("https://code.example/{value}"), false));
    config.integrations.insert("acme.example/pin".to_owned(), custom("Pin", Some("https://pin.example/{value}"), true));
    let links =
        links_of(&[("acme.example/dash", "a b/c"), ("github.com/project-slug", "o/r"), ("acme.example/pin", "1234")], &config);
    let seen: Vec<_> = links.iter().map(|it| (it.label.as_str(), it.url.as_deref(), it.value_shown.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("Code", Some("https://code.example/o/r"), "o/r"),
            ("Dash", Some("https://dash.example/a%20b?x=c"), "a b/c"),
            ("Pin", None, "not shown: it looks like a secret")
        ]
    );
}

#[test]
fn unknown_annotations_are_listed_and_own_ones_left_out() {
    let links = links_of(&[("acme.example/floor", "3"), ("backstage.io/techdocs-ref", "dir:.")], &Config::default());
    assert_eq!(links.iter().map(|it| (it.group, it.label.as_str())).collect::<Vec<_>>(), [(Group::Other, "acme.example/floor")]);
}

#[test]
fn every_annotation_stands_once_in_the_table() {
    let mut names: Vec<_> = known_annotations().collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
