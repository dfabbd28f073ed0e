//! The annotations that Backstage and its plugins define, and where each leads. One entry for each annotation; to add a
//! tool, add a line here, or an entry under `integrations` in `idp-docs.yaml`.

use super::Group::{self, Build, Observe, OnCall, Other, Plan, Quality, Source};

/// An annotation and what is made of it.
pub(super) struct Tool {
    pub(super) annotation: &'static str,
    pub(super) reading: Reading,
    pub(super) links: &'static [Link],
}

/// How a value is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As it is.
    Whole,
    /// Several, with commas between.
    List,
    /// `[instance<separator>]rest`.
    Instance(char),
    /// `[prefix/]org/repo`: the prefix where there is none.
    Prefixed(&'static str),
    /// Jenkins: `[instance:]folder/job`.
    Jobs,
    /// Never printed, leads nowhere.
    Secret,
}

/// One place that a tool shows.
pub(super) struct Link {
    pub(super) label: &'static str,
    pub(super) group: Group,
    pub(super) icon: &'static str,
    /// Addresses, tried in order: `{base:tool}` is configured or the vendor's, `{value}` the value, `{1}` its first part,
    /// `{url}` the value as a whole address, `{@annotation}` another annotation of the same entity.
    pub(super) patterns: &'static [&'static str],
}

/// The vendors' own addresses. A tool that is not here runs where `integration_urls` says.
pub(super) const BASES: &[(&str, &str)] = &[
    ("github", "https://github.com"),
    ("gitlab", "https://gitlab.com"),
    ("bitbucket", "https://bitbucket.org"),
    ("azure", "https://dev.azure.com"),
    ("circleci", "https://app.circleci.com"),
    ("buildkite", "https://buildkite.com"),
    ("travis", "https://app.travis-ci.com"),
    ("bitrise", "https://app.bitrise.io"),
    ("sonarqube", "https://sonarcloud.io"),
    ("bugsnag", "https://app.bugsnag.com"),
    ("newrelic", "https://one.newrelic.com"),
    ("launchdarkly", "https://app.launchdarkly.com"),
    ("snyk", "https://app.snyk.io"),
    ("codeclimate", "https://codeclimate.com"),
    ("codescene", "https://codescene.io"),
    ("fossa", "https://app.fossa.com"),
    ("wiz", "https://app.wiz.io"),
    ("shortcut", "https://app.shortcut.com"),
    ("google-cloud", "https://console.cloud.google.com"),
    ("aws", "https://console.aws.amazon.com"),
];

const fn link(group: Group, label: &'static str, icon: &'static str, patterns: &'static [&'static str]) -> Link {
    Link { label, group, icon, patterns }
}

const fn tool(annotation: &'static str, reading: Reading, links: &'static [Link]) -> Tool {
    Tool { annotation, reading, links }
}

use Reading::{Instance, Jobs, List, Prefixed, Secret, Whole};

/// The table, in the order in which links of one group stand.
#[rustfmt::skip]
pub(super) static TOOLS: &[Tool] = &[
    // Forges
    tool("github.com/project-slug", Whole, &[
        link(Source, "GitHub", "github", &["{base:github}/{value}"]),
        link(Source, "GitHub pull requests", "github", &["{base:github}/{value}/pulls"]),
        link(Build, "GitHub Actions", "github", &["{base:github}/{value}/actions"]),
        link(Build, "GitHub releases", "github", &["{base:github}/{value}/releases"]),
        link(Quality, "Dependabot alerts", "shield", &["{base:github}/{value}/security/dependabot"]),
        link(Plan, "GitHub issues", "github", &["{base:github}/{value}/issues"]),
    ]),
    tool("github.com/team-slug", Whole, &[link(Source, "GitHub team", "github", &["{base:github}/orgs/{1}/teams/{2}"])]),
    tool("github.com/user-login", Whole, &[link(Source, "GitHub", "github", &["{base:github}/{value}"])]),
    tool("github.com/user-id", Whole, &[link(Other, "GitHub user number", "github", &[])]),
    tool("gitlab.com/project-slug", Whole, &[
        link(Source, "GitLab", "gitlab", &["{base:gitlab}/{value}"]),
        link(Source, "GitLab merge requests", "gitlab", &["{base:gitlab}/{value}/-/merge_requests"]),
        link(Build, "GitLab pipelines", "gitlab", &["{base:gitlab}/{value}/-/pipelines"]),
        link(Plan, "GitLab issues", "gitlab", &["{base:gitlab}/{value}/-/issues"]),
    ]),
    tool("gitlab.com/user-login", Whole, &[link(Source, "GitLab", "gitlab", &["{base:gitlab}/{value}"])]),
    tool("gitlab.com/team-path", Whole, &[link(Source, "GitLab group", "gitlab", &["{base:gitlab}/{value}"])]),
    tool("gitlab.com/project-id", Whole, &[link(Source, "GitLab project", "gitlab", &["{base:gitlab}/projects/{value}"])]),
    tool("gitlab.com/instance", Whole, &[link(Source, "GitLab instance", "gitlab", &["https://{value}"])]),
    tool("bitbucket.org/repo-url", Whole, &[link(Source, "Bitbucket", "bitbucket", &["{url}"])]),
    tool("bitbucket.com/project-slug", Whole, &[
        link(Source, "Bitbucket", "bitbucket", &["{base:bitbucket}/{value}"]),
        link(Source, "Bitbucket pull requests", "bitbucket", &["{base:bitbucket}/{value}/pull-requests"]),
        link(Build, "Bitbucket pipelines", "bitbucket", &["{base:bitbucket}/{value}/pipelines"]),
    ]),
    tool("dev.azure.com/project-repo", Whole, &[
        link(Source, "Azure Repos", "azure", &["https://{@dev.azure.com/host-org}/{1}/_git/{2}", "{base:azure-organisation}/{1}/_git/{2}"]),
        link(Source, "Azure pull requests", "azure", &["https://{@dev.azure.com/host-org}/{1}/_git/{2}/pullrequests", "{base:azure-organisation}/{1}/_git/{2}/pullrequests"]),
    ]),
    tool("dev.azure.com/project", Whole, &[
        link(Source, "Azure DevOps", "azure", &["https://{@dev.azure.com/host-org}/{value}", "{base:azure-organisation}/{value}"]),
    ]),
    tool("dev.azure.com/build-definition", List, &[
        link(Build, "Azure Pipelines", "azure", &["https://{@dev.azure.com/host-org}/{@dev.azure.com/project}/_build?definitionName={value}", "{base:azure-organisation}/{@dev.azure.com/project}/_build?definitionName={value}"]),
    ]),
    tool("dev.azure.com/host-org", Whole, &[link(Other, "Azure DevOps organisation", "azure", &["https://{value}"])]),
    tool("dev.azure.com/readme-path", Whole, &[link(Other, "README in Azure Repos", "azure", &[])]),

    // Build and deploy
    tool("jenkins.io/job-full-name", Jobs, &[link(Build, "Jenkins", "build", &["{base:jenkins}/job/{value}"])]),
    tool("jenkins.io/github-folder", Jobs, &[link(Build, "Jenkins", "build", &["{base:jenkins}/job/{value}"])]),
    tool("circleci.com/project-slug", Prefixed("bitbucket"), &[link(Build, "CircleCI", "build", &["{base:circleci}/pipelines/{value}"])]),
    tool("buildkite.com/project-slug", Whole, &[link(Build, "Buildkite", "build", &["{base:buildkite}/{value}"])]),
    tool("buildkite.com/branch", Whole, &[link(Other, "Buildkite branch", "build", &[])]),
    tool("travis-ci.com/repo-slug", Whole, &[link(Build, "Travis CI", "build", &["{base:travis}/{value}"])]),
    tool("bitrise.io/app", Whole, &[link(Build, "Bitrise", "build", &["{base:bitrise}/app/{value}"])]),
    tool("gocd.org/pipelines", List, &[link(Build, "GoCD", "build", &["{base:gocd}/go/pipelines#!/{value}"])]),
    tool("google.com/cloudbuild-project-slug", Whole, &[link(Build, "Google Cloud Build", "build", &["{base:google-cloud}/cloud-build/builds?project={value}"])]),
    tool("google.com/cloudbuild-repo-name", Whole, &[link(Other, "Cloud Build repository", "build", &[])]),
    tool("google.com/cloudbuild-location", Whole, &[link(Other, "Cloud Build location", "build", &[])]),
    tool("argocd/app-name", List, &[link(Build, "Argo CD", "deploy", &["{base:argocd}/applications/{@argocd/app-namespace}/{value}", "{base:argocd}/applications/{value}"])]),
    tool("argocd/app-selector", Whole, &[link(Build, "Argo CD applications", "deploy", &["{base:argocd}/applications?labels={value}"])]),
    tool("argocd/project-name", Whole, &[link(Build, "Argo CD project", "deploy", &["{base:argocd}/applications?proj={value}"])]),
    tool("argocd/app-namespace", Whole, &[link(Other, "Argo CD namespace", "deploy", &[])]),
    tool("argocd/instance-name", Whole, &[link(Other, "Argo CD instance", "deploy", &[])]),
    tool("argocd/proxy-url", Whole, &[link(Other, "Argo CD proxy", "deploy", &[])]),
    tool("octopus.com/project-id", Whole, &[link(Build, "Octopus Deploy", "deploy", &["{base:octopus}/app#/projects/{value}"])]),
    tool("nomad.io/job-id", Whole, &[link(Build, "Nomad job", "deploy", &["{base:nomad}/ui/jobs/{value}@{@nomad.io/namespace}", "{base:nomad}/ui/jobs/{value}"])]),
    tool("nomad.io/group", Whole, &[link(Other, "Nomad group", "deploy", &[])]),
    tool("nomad.io/namespace", Whole, &[link(Other, "Nomad namespace", "deploy", &[])]),
    tool("apache-airflow", Whole, &[link(Build, "Airflow", "build", &["{base:airflow}/dags/{value}/grid"])]),
    tool("launchdarkly.com/project-key", Whole, &[link(Build, "LaunchDarkly flags", "flag", &["{base:launchdarkly}/{value}/{@launchdarkly.com/environment-key}/features", "{base:launchdarkly}/{value}/production/features"])]),
    tool("launchdarkly.com/environment-key", Whole, &[link(Other, "LaunchDarkly environment", "flag", &[])]),
    tool("puppet.com/certname", Whole, &[link(Build, "Puppet node", "deploy", &["{base:puppetdb}/#/node/{value}"])]),

    // Run and observe
    tool("backstage.io/kubernetes-id", Whole, &[link(Observe, "Kubernetes workload", "kubernetes", &[])]),
    tool("backstage.io/kubernetes-namespace", Whole, &[link(Observe, "Kubernetes namespace", "kubernetes", &[])]),
    tool("backstage.io/kubernetes-label-selector", Whole, &[link(Observe, "Kubernetes selector", "kubernetes", &[])]),
    tool("backstage.io/kubernetes-cluster", Whole, &[link(Observe, "Kubernetes cluster", "kubernetes", &[])]),
    tool("kubernetes.io/dashboard-url", Whole, &[link(Observe, "Kubernetes dashboard", "kubernetes", &["{url}"])]),
    tool("kubernetes.io/dashboard-app", Whole, &[link(Other, "Kubernetes dashboard type", "kubernetes", &[])]),
    tool("kubernetes.io/api-server", Whole, &[link(Observe, "Kubernetes API server", "kubernetes", &[])]),
    tool("kubernetes.io/api-server-certificate-authority", Secret, &[link(Other, "Kubernetes certificate authority", "kubernetes", &[])]),
    tool("kubernetes.io/auth-provider", Whole, &[link(Other, "Kubernetes authentication", "kubernetes", &[])]),
    tool("kubernetes.io/oidc-token-provider", Whole, &[link(Other, "Kubernetes OIDC provider", "kubernetes", &[])]),
    tool("grafana/overview-dashboard", Whole, &[link(Observe, "Grafana", "dashboard", &["{url}"])]),
    tool("grafana/dashboard-selector", Whole, &[link(Observe, "Grafana dashboards", "dashboard", &["{base:grafana}/dashboards?query={value}"])]),
    tool("grafana/tag-selector", Whole, &[link(Observe, "Grafana dashboards", "dashboard", &["{base:grafana}/dashboards?tag={value}"])]),
    tool("grafana/alert-label-selector", Whole, &[link(Observe, "Grafana alerts", "alert", &["{base:grafana}/alerting/list?search={value}"])]),
    tool("grafana/host-id", Whole, &[link(Other, "Grafana host", "dashboard", &[])]),
    tool("datadoghq.com/dashboard-url", Whole, &[link(Observe, "Datadog", "dashboard", &["{url}"])]),
    tool("datadoghq.com/graph-token", Secret, &[link(Other, "Datadog graph", "dashboard", &[])]),
    tool("datadoghq.com/graph-size", Whole, &[link(Other, "Datadog graph size", "dashboard", &[])]),
    tool("datadoghq.com/site", Whole, &[link(Other, "Datadog site", "dashboard", &[])]),
    tool("newrelic.com/dashboard-guid", Whole, &[link(Observe, "New Relic", "dashboard", &["{base:newrelic}/redirect/entity/{value}"])]),
    tool("dynatrace.com/dynatrace-entity-id", Whole, &[link(Observe, "Dynatrace", "dashboard", &["{base:dynatrace}/#serviceOverview;id={value}"])]),
    tool("dynatrace.com/synthetics-ids", List, &[link(Observe, "Dynatrace synthetics", "dashboard", &["{base:dynatrace}/#webcheckdetailV3;webcheckId={value}"])]),
    tool("prometheus.io/alert", List, &[link(Observe, "Prometheus alert", "alert", &["{base:prometheus}/alerts?search={value}"])]),
    tool("prometheus.io/rule", Whole, &[link(Observe, "Prometheus rule", "dashboard", &["{base:prometheus}/graph?g0.expr={value}"])]),
    tool("prometheus.io/service-name", Whole, &[link(Observe, "Prometheus service", "dashboard", &["{base:prometheus}/targets?search={value}"])]),
    tool("prometheus.io/labels", Whole, &[link(Other, "Prometheus labels", "dashboard", &[])]),
    tool("sentry.io/project-slug", Whole, &[link(Observe, "Sentry", "bug", &["https://{1}.sentry.io/projects/{2}/", "{base:sentry}/projects/{value}/"])]),
    tool("rollbar.com/project-slug", Whole, &[link(Observe, "Rollbar", "bug", &["https://rollbar.com/{1}/{2}", "{base:rollbar}/{value}"])]),
    tool("bugsnag.com/project-key", Secret, &[link(Other, "Bugsnag project", "bug", &[])]),
    tool("bugsnag.com/project-name", Whole, &[link(Observe, "Bugsnag", "bug", &["{base:bugsnag}/{1}/{2}"])]),
    tool("airbrake.io/project-id", Whole, &[link(Observe, "Airbrake", "bug", &["{base:airbrake}/projects/{value}"])]),
    tool("periskop.io/service-name", Whole, &[link(Observe, "Periskop", "bug", &["{base:periskop}/#/{value}"])]),
    tool("kafka.apache.org/consumer-groups", List, &[link(Observe, "Kafka consumer group", "dashboard", &["{base:kafka}/consumer-groups/{value}"])]),
    tool("kafka.apache.org/dashboard-urls", Whole, &[link(Observe, "Kafka dashboards", "dashboard", &["{url}"])]),
    tool("aws.com/lambda-function-name", Whole, &[link(Observe, "AWS Lambda", "cloud", &["{base:aws}/lambda/home?region={@aws.com/lambda-region}#/functions/{value}", "{base:aws}/lambda/home#/functions/{value}"])]),
    tool("aws.com/lambda-region", Whole, &[link(Other, "AWS region", "cloud", &[])]),
    tool("amazon.com/lambda-function-arn", Whole, &[link(Observe, "AWS Lambda", "cloud", &["{base:aws}/go/view?arn={value}"])]),
    tool("amazon.com/iam-role-arn", Whole, &[link(Observe, "AWS IAM role", "cloud", &["{base:aws}/go/view?arn={value}"])]),
    tool("amazon.com/s3-bucket-arn", Whole, &[link(Observe, "AWS S3 bucket", "cloud", &["{base:aws}/go/view?arn={value}"])]),
    tool("amazon.com/eks-cluster-arn", Whole, &[link(Observe, "AWS EKS cluster", "cloud", &["{base:aws}/go/view?arn={value}"])]),
    tool("amazon.com/account-id", Whole, &[link(Other, "AWS account", "cloud", &[])]),
    tool("amazonaws.com/arn", Whole, &[link(Observe, "AWS", "cloud", &["{base:aws}/go/view?arn={value}"])]),
    tool("amazonaws.com/account-id", Whole, &[link(Other, "AWS account", "cloud", &[])]),
    tool("amazonaws.com/organization-id", Whole, &[link(Other, "AWS organisation", "cloud", &[])]),
    tool("azure.com/microsoft-web-sites", Whole, &[link(Observe, "Azure web app", "cloud", &[])]),

    // On call
    tool("pagerduty.com/service-id", Whole, &[link(OnCall, "PagerDuty", "on-call", &["{base:pagerduty}/service-directory/{value}"])]),
    tool("pagerduty.com/integration-key", Secret, &[link(OnCall, "PagerDuty", "on-call", &[])]),
    tool("opsgenie.com/team", Whole, &[link(OnCall, "Opsgenie team", "on-call", &["{base:opsgenie}/teams/dashboard/{value}"])]),
    tool("opsgenie.com/component-selector", Whole, &[link(OnCall, "Opsgenie alerts", "on-call", &["{base:opsgenie}/alert/list?query={value}"])]),
    tool("ilert.com/integration-key", Secret, &[link(OnCall, "iLert", "on-call", &[])]),
    tool("splunk.com/on-call-team", Whole, &[link(OnCall, "Splunk On-Call", "on-call", &["{base:splunk-on-call}/#/team/{value}"])]),
    tool("splunk.com/on-call-routing-key", Secret, &[link(OnCall, "Splunk On-Call routing", "on-call", &[])]),
    tool("firehydrant.com/service-name", Whole, &[link(OnCall, "FireHydrant", "on-call", &["{base:firehydrant}/services?query={value}"])]),

    // Quality and security
    tool("sonarqube.org/project-key", Instance('/'), &[link(Quality, "SonarQube", "quality", &["{base:sonarqube}/dashboard?id={value}"])]),
    tool("codeclimate.com/repo-id", Whole, &[link(Quality, "Code Climate", "quality", &["{base:codeclimate}/repos/{value}"])]),
    tool("codescene.io/project-id", Whole, &[link(Quality, "CodeScene", "quality", &["{base:codescene}/projects/{value}"])]),
    tool("lighthouse.com/website-url", Whole, &[link(Quality, "Website measured by Lighthouse", "quality", &["{url}"])]),
    tool("qameta.io/allure-project", Whole, &[link(Quality, "Allure TestOps", "quality", &["{base:allure}/project/{value}"])]),
    tool("backstage.io/code-coverage", Whole, &[link(Quality, "Code coverage", "quality", &[])]),
    tool("backstage.io/linguist", Whole, &[link(Quality, "Languages", "quality", &["{url}"])]),
    tool("snyk.io/org-name", Whole, &[link(Quality, "Snyk", "shield", &["{base:snyk}/org/{value}"])]),
    tool("snyk.io/org-id", Whole, &[link(Quality, "Snyk organisation", "shield", &[])]),
    tool("snyk.io/org-ids", List, &[link(Quality, "Snyk organisation", "shield", &[])]),
    tool("snyk.io/project-ids", List, &[link(Quality, "Snyk project", "shield", &["{base:snyk}/org/{@snyk.io/org-name}/project/{value}"])]),
    tool("snyk.io/targets", List, &[link(Quality, "Snyk target", "shield", &[])]),
    tool("wiz.io/project-id", Whole, &[link(Quality, "Wiz", "shield", &["{base:wiz}/projects/{value}"])]),
    tool("fossa.io/project-name", Whole, &[link(Quality, "FOSSA", "shield", &["{base:fossa}/projects/{value}"])]),
    tool("vault.io/secrets-path", Whole, &[link(Quality, "Vault", "key", &["{base:vault}/ui/vault/secrets/{@vault.io/secrets-engine}/list/{value}", "{base:vault}/ui/vault/secrets/secret/list/{value}"])]),
    tool("vault.io/secrets-engine", Whole, &[link(Other, "Vault engine", "key", &[])]),

    // Plan
    tool("jira/project-key", Whole, &[
        link(Plan, "Jira", "plan", &["{base:jira}/issues/?jql=project={value}+AND+component={@jira/component}", "{base:jira}/browse/{value}"]),
    ]),
    tool("jira.com/project-key", Whole, &[link(Plan, "Jira", "plan", &["{base:jira}/browse/{value}"])]),
    tool("jira/component", Whole, &[link(Other, "Jira component", "plan", &[])]),
    tool("jira/label", Whole, &[link(Plan, "Jira label", "plan", &["{base:jira}/issues/?jql=labels={value}"])]),
    tool("jira/team", Whole, &[link(Other, "Jira team", "plan", &[])]),
    tool("jira/all-issues-jql", Whole, &[link(Plan, "Jira issues", "plan", &["{base:jira}/issues/?jql={value}"])]),
    tool("jira/token-type", Whole, &[link(Other, "Jira authentication", "plan", &[])]),
    tool("shortcut.com/project-id", Whole, &[link(Plan, "Shortcut", "plan", &["{base:shortcut}/{1}/project/{2}"])]),
    tool("shortcut.com/story-query", Whole, &[link(Other, "Shortcut stories", "plan", &[])]),

    // People
    tool("google.com/email", Whole, &[link(Other, "Google account", "email", &["mailto:{value}"])]),
    tool("microsoft.com/email", Whole, &[link(Other, "Microsoft account", "email", &["mailto:{value}"])]),
    tool("backstage.io/github-actions-id", Whole, &[link(Build, "GitHub Actions", "github", &["{base:github}/{value}/actions"])]),
];
