//! The language that a text is written in, told by its stop words, where they leave no doubt.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::analyse::{self, fold};
use super::languages;

/// Words of a text that are looked at to tell its language.
const LOOKED_AT: usize = 400;
/// Fewest words that tell it.
const TELLING: usize = 25;

/// The language that texts are certainly written in, told by its stop words: `en`, one that has a table, or none.
/// Certain means that they are a fifth of the words, and twice as many as any other language's.
#[must_use]
pub fn guess<'t>(texts: impl Iterator<Item = &'t str>) -> Option<&'static str> {
    static STOP_WORDS: LazyLock<HashMap<String, Vec<&str>>> = LazyLock::new(stop_words);
    let (mut words, mut counts) = (0, BTreeMap::<&str, usize>::new());
    for word in texts.flat_map(str::split_whitespace).take(LOOKED_AT) {
        let word = word.trim_matches(|c| analyse::kind(c) != analyse::Kind::Word);
        words += usize::from(!word.is_empty());
        let languages = if analyse::is_indexable(word) { STOP_WORDS.get(&fold(word)) } else { None };
        for code in languages.into_iter().flatten() {
            *counts.entry(code).or_default() += 1;
        }
    }
    let mut counts: Vec<(usize, &str)> = counts.into_iter().map(|(code, count)| (count, code)).collect();
    counts.sort_unstable();
    let (most, code) = counts.pop()?;
    let second = counts.last().map_or(0, |(count, _)| *count);
    (words >= TELLING && most * 5 >= words && most >= 2 * second).then_some(code)
}

/// The languages that each stop word is one of.
fn stop_words() -> HashMap<String, Vec<&'static str>> {
    let mut words: HashMap<String, Vec<&str>> = HashMap::new();
    for (word, code) in languages::stop_words().chain(analyse::STOP_WORDS.iter().map(|word| (*word, "en"))) {
        let codes = words.entry(fold(word)).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_tells_its_language_or_nothing() {
        let told = |text: &str| guess([text].into_iter());
        let english = "The service is deployed to the cluster by the pipeline, and it will be available in a few minutes. If there is an \
            error, the team is told of it and the rollout is not continued.";
        let german = "Der Dienst wird von der Pipeline in den Cluster gebracht und ist nach wenigen Minuten für alle erreichbar. Wenn ein \
            Fehler auftritt, wird das Team informiert, und die Auslieferung wird nicht fortgesetzt.";
        let french = "Le service est déployé dans le cluster par la chaîne de livraison, et il est disponible pour tous après quelques \
            minutes. En cas d'erreur, l'équipe est prévenue et la livraison ne continue pas.";
        assert_eq!(told(english), Some("en"));
        assert_eq!(told(german), Some("de"));
        assert_eq!(told(french), Some("fr"));
        assert_eq!(told("Der Dienst ist da und die Tür ist zu."), None);
        assert_eq!(told(&"apiVersion kind metadata name spec template ".repeat(20)), None);
        assert_eq!(told(&format!("{english} {german}")), None);
    }
}
