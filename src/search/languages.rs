//! What is known of languages other than English: stop words, elided articles, and short tables of endings.
//!
//! A table is data, not code: the tables of the languages that a portal's pages are written in travel in the manifest, so
//! a client needs one small interpreter ([`Analyser::stem`]) and no stemmer of each language. The stemming is light: it
//! brings together the number, gender and case of nouns and the commonest forms of verbs, and leaves derivation alone.
//! The tables here are written as the languages are; [`fold`] makes them what they are compared with.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::analyse::fold;

/// Separates a stem from the language that it is a stem of; no word holds it.
const MARK: char = '/';
/// Fewest letters of a word that has endings.
const SHORTEST: usize = 3;

/// A language's table, as it is published.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Language {
    /// ISO 639-1.
    pub(super) code: String,
    /// First and last of the letters that its endings belong to, with `-` between; words with any other are not its words.
    letters: String,
    /// What is written with an apostrophe before a word, with blanks between.
    elided: String,
    /// Words too frequent to say anything, with blanks between.
    stop: String,
    /// Steps with `;` between. A step: the fewest letters that may be left, then endings, longest first, each with `=` and
    /// what replaces it if anything does. The first ending that fits is taken off; a step changes a word once.
    steps: String,
}

const LATIN: &str = "a-z";
const CYRILLIC: &str = "\u{400}-\u{4ff}";

/// Code, letters, elided articles, stop words, steps. Words that mean something to engineers (`pod`, `ci`, `var`) are no
/// stop words, however frequent they are in a language: a question does not say which language it is in.
const TABLES: [[&str; 5]; 13] = [
    [
        "da",
        LATIN,
        "",
        "og i jeg det at en den til er som på de med han af for ikke der  mig sig men et har om vi  havde ham hun nu over \
         da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være kan bliver",
        "3 ss=ss us=us dis=dis s;3 heden=hed erne eren ene ere er en et e",
    ],
    [
        "de",
        LATIN,
        "",
        "aber als am an auch auf aus bei beim bis da damit das dass dem den der des die dies diese diesem diesen dieser doch \
         durch ein eine einem einen einer eines er es für hat haben ich ihr im in ist ja kann können  mit muss nach nicht noch \
         nur oder ob sehr sein sich sie sind so über um und uns unter vom von vor wenn werden wie wird wir zu zum zur zwischen",
        "1 pis=pi;2 is=is us=us ss=ss ern=er ers=er innen=in s;3 heiten=heit keiten=keit ungen=ung en em er es e n",
    ],
    [
        "es",
        LATIN,
        "",
        "a al ante como con cual cuando de del desde donde el ella ellos en entre era es esta este esto estos está han hasta hay \
         la las le les lo los más me mi muy no nos o para pero por porque que qué se ser si sin sobre son su sus también te tiene \
          todos tu un una uno unos y ya",
        "2 dis=dis ces=z iones=ion es s;4 iendo ando adas ados idas idos ada ado ida ido ar er ir;3 a e o",
    ],
    [
        "fi",
        LATIN,
        "",
        "ei eli en et että hän he ja jo joka jos jotka kanssa koska kuin kun me mikä minä mitä mutta myös ne niin niitä nyt ole \
         olemme on ovat se sen sitä sinä siis siitä sillä tai tämä tämän te tuo vaan vai vain voi ovat",
        "3 issa ista illa ilta ille iksi iden ssa sta lla lta lle ksi jen een uun aan oon n t a;4 ukse=us ukst=us uksi=us;4 a e i",
    ],
    [
        "fr",
        LATIN,
        "l d j m t s n c qu jusqu lorsqu puisqu quoiqu",
        "a à  au aux avec c ce ces cet cette comme d dans de des du elle elles en est et été être eux il ils j je l la le les leur \
         leurs lui m mais me même mes n ne nos notre nous on ont ou où par pas peut pour qu que qui s  se ses si son sont sous \
         sur t ta te tes ton tu un une vos votre vous y",
        "2 dis=dis eaux=eau aux=al ss=ss s x;3 atrice=ateur euse=eur elle=el enne=en ive=if ee=e;4 er ez e",
    ],
    [
        "it",
        LATIN,
        "l d un dell all dall nell sull coll quell bell c s m t v n gl anch quest",
        "a  agli  al alla alle anche che chi  come con cui da dal dalla dalle dei del della delle degli di dove e è ed era gli \
          hanno i il in io la le lo loro ma mi ne nei nel nella nelle non o per perché più può quando quella quello questa questo \
         se si sia sono su sua sui sul sulla suo tra tu un una uno vi",
        "4 ando endo are ere ire ata ate ati ato ita ite iti ito;3 he hi ia ie ii io a e i o",
    ],
    [
        "nl",
        LATIN,
        "",
        "aan al als bij dan dat de deze die dit door dus een en er had heb heeft het hij hoe ik in is je kan kunnen maar meer men met \
         moet naar niet nog nu of om onder ook op over te tot uit van veel voor waar want was wat we wel wij wordt worden zal ze zich \
         zijn zo zoals zonder",
        "1 pis=pi;3 ss=ss us=us is=is s;3 heden=heid en e;1 aak=ak aal=al aam=am aan=an aap=ap aar=ar aas=as aat=at eek=ek eel=el eem=em een=en \
         eep=ep eer=er ees=es eet=et ook=ok ool=ol oom=om oon=on oop=op oor=or oos=os oot=ot uur=ur bb=b dd=d ff=f gg=g kk=k ll=l \
         mm=m nn=n pp=p rr=r ss=s tt=t v=f z=s",
    ],
    [
        "no",
        LATIN,
        "",
        "og i jeg det at en den til er som på de med han av for ikke der var meg seg men et har om vi  hadde ham hun nå over da \
         fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle vil ble kunne inn når være kan blir  etter",
        "3 ss=ss us=us dis=dis s;3 hetene=het heten=het ene eren erne ere er en et e",
    ],
    [
        "pl",
        LATIN,
        "",
        "a aby ale bez być był była co czy dla do gdy go i ich ile im ja jak jako je jego jej jest jeśli już każdy kiedy kto która \
         które który ma może na nie niż o od oraz po  przed przez przy się są ta tak także ten to tu tylko w we wszystkie z za ze że",
        "3 iami owie ego emu ami ach iem ych ich ymi imi ow om em ej ie a e i o u y",
    ],
    [
        "pt",
        LATIN,
        "d",
        "a à ao aos as com como da das de dela dele depois do dos e é ela ele eles em entre era essa esse esta está este  foi há isso \
         isto já lhe mais mas me mesmo muito na não nas nem no nos num numa o onde os ou para pela pelo por porque quando que quem são \
         se sem ser seu seus só sua suas também te tem um uma você",
        "2 dis=dis oes=ao aes=ao ais=al eis=el ois=ol ns=m res=r zes=z s;4 ando endo indo ada ado ida ido ar er ir;3 a e o",
    ],
    [
        "ru",
        CYRILLIC,
        "",
        "а без более бы был была были было быть в вам вас весь во вот все всё вы где да для до его ее если есть еще же за и из или им их \
         к как когда кто ли либо мне может мы на над не него нее нет но о об однако он она они оно от по под при с со так также такой \
         там то того только том ты у уже чего чем что чтобы эта эти это этот этого я",
        "3 иями ьями ями ами ого его ому ему ыми ими ией иям ием иях ов ев ей ой ий ый ая яя ое ее ые ие ых их ую юю ою ею ам ям ом ем \
         ах ях ия ии ию ью ья а я о е ы и у ю ь",
    ],
    [
        "sv",
        LATIN,
        "",
        "och det att i en jag hon som han på den med  sig för så till är men ett om hade de av icke mig du henne då sin nu har inte \
         hans honom skulle hennes där  man ej vid kunde något från ut när efter upp vi dem vara vad över än dig kan här ska eller",
        "1 pis=pi;2 ss=ss us=us is=is as=as s;3 heten=het heter=het arna erna orna aren ande are ern en et ar er or a e",
    ],
    [
        "tr",
        LATIN,
        "",
        "ama ancak bazı bir biz bu bunu bunun çok çünkü da daha de değil diye en gibi göre hem her hiç için ile ise kadar ki mi mı ne nasıl \
         o olan olarak olur onu onun sonra şey şu tüm ve veya ya yani",
        "4 ndan nden dan den tan ten nda nde da de ta te nin nun in un yi yu ya ye;3 lari leri lar ler;4 i u",
    ],
];

/// The stop words of every language that has a table, with its code.
pub(super) fn stop_words() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().flat_map(|[code, _, _, stop, _]| stop.split_whitespace().map(|word| (word, *code)))
}

/// The tables of these languages, in the order of their codes; languages without a table are left out.
pub(super) fn of_codes<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<Language> {
    let wanted: HashSet<String> = codes.map(primary).collect();
    let known = TABLES.iter().filter(|[code, ..]| wanted.contains(*code));
    known.map(Language::of_table).collect()
}

/// The language of a tag such as `pt-BR`, in lower case; Norwegian's two forms are one.
#[must_use]
pub fn primary(tag: &str) -> String {
    let code = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match code.as_str() {
        "nb" | "nn" => "no".to_owned(),
        _ => code,
    }
}

impl Language {
    fn of_table([code, letters, elided, stop, steps]: &[&str; 5]) -> Self {
        let folded = |text: &str| fold(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        Self {
            code: (*code).to_owned(),
            letters: (*letters).to_owned(),
            elided: (*elided).to_owned(),
            stop: folded(stop),
            steps: folded(steps),
        }
    }
}

/// An ending and what replaces it.
type Ending = (String, String);

/// A table at work.
#[derive(Clone, Debug)]
pub(super) struct Analyser {
    code: String,
    letters: (char, char),
    elided: HashSet<String>,
    stop: HashSet<String>,
    /// Fewest letters left, endings.
    steps: Vec<(usize, Vec<Ending>)>,
}

impl Analyser {
    /// Reads a table, which may come from a file: what makes no sense changes no word.
    pub(super) fn new(language: &Language) -> Self {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let mut letters = language.letters.chars();
        let step = |step: &str| {
            let mut parts = step.split(' ').filter(|it| !it.is_empty());
            let least = parts.next().and_then(|it| it.parse().ok()).unwrap_or(usize::MAX);
            (least, parts.map(|it| it.split_once('=').unwrap_or((it, ""))).map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
        };
        Self {
            code: language.code.clone(),
            letters: (letters.next().unwrap_or(char::MAX), letters.nth(1).unwrap_or_default()),
            elided: words(&language.elided),
            stop: words(&language.stop),
            steps: language.steps.split(';').map(step).collect(),
        }
    }

    /// The language's code.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// The word without what is elided before it: `elision` bytes stand before its first apostrophe.
    pub(super) fn bare<'w>(&self, word: &'w str, elision: usize) -> &'w str {
        match word.split_at_checked(elision) {
            Some((before, rest)) if !rest.is_empty() && self.elided.contains(before) => rest,
            _ => word,
        }
    }

    /// Whether a word says too little to be required of a document.
    pub(super) fn is_stop_word(&self, word: &str) -> bool {
        self.stop.contains(word)
    }

    /// The term of a folded word, where it is one of the language's.
    pub(super) fn term(&self, word: &str) -> Option<String> {
        let (first, last) = self.letters;
        let own = word.chars().nth(SHORTEST - 1).is_some() && word.chars().all(|c| (first..=last).contains(&c));
        own.then(|| format!("{}{MARK}{}", self.stem(word), self.code))
    }

    fn stem(&self, word: &str) -> String {
        let mut stem = word.to_owned();
        for (least, endings) in &self.steps {
            let fits = |ending: &&Ending| stem.strip_suffix(&ending.0).is_some_and(|left| left.chars().count() >= *least);
            if let Some((ending, by)) = endings.iter().find(fits) {
                stem.truncate(stem.len() - ending.len());
                stem.push_str(by);
            }
        }
        stem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line holds the forms of one word, which have one term; no two lines have the same.
    fn forms(code: &str, lines: &[&str]) {
        let analyser = Analyser::new(&of_codes([code].into_iter())[0]);
        let term = |word: &str| analyser.term(&fold(word)).unwrap_or_else(|| word.to_owned());
        let mut terms = HashSet::new();
        for line in lines {
            let words: Vec<&str> = line.split_whitespace().collect();
            for word in &words {
                assert_eq!(term(word), term(words[0]), "{code}: {word} and {}", words[0]);
            }
            assert!(terms.insert(term(words[0])), "{code}: {line}");
        }
        for name in ["kafka", "redis", "kubernetes", "docker", "grafana", "postgres", "vault", "terraform"] {
            let Some(term) = analyser.term(name) else { continue };
            assert!(term.len() > name.len(), "{code}: {name} became {term}");
            assert!(terms.insert(term), "{code}: {name}");
        }
    }

    #[test]
    fn danish_and_norwegian() {
        forms(
            "da",
            &["tjeneste tjenester tjenesten tjenesterne", "bruger brugere brugeren brugerne", "system systemet systemer"],
        );
        forms(
            "no",
            &["tjeneste tjenester tjenesten tjenestene", "bruker brukere brukeren brukerne", "database databasen databaser"],
        );
    }

    #[test]
    fn german() {
        forms(
            "de",
            &[
                "Dienst Dienste Diensten Dienstes",
                "Schnittstelle Schnittstellen",
                "Datenbank Datenbanken",
                "Haus Häuser Häusern Hauses",
                "Anwendung Anwendungen",
                "Prozess Prozesse Prozesses",
                "Server Servern Servers",
                "Team Teams",
                "API APIs",
                "Buchung Buchungen",
                "neu neue neuen neuer neues neuem",
            ],
        );
    }

    #[test]
    fn spanish_and_portuguese() {
        forms(
            "es",
            &[
                "servicio servicios",
                "configuración configuraciones",
                "imagen imágenes",
                "red redes",
                "desplegar desplegado desplegada desplegando",
                "usuario usuarios usuaria",
            ],
        );
        forms(
            "pt",
            &[
                "serviço serviços",
                "configuração configurações",
                "imagem imagens",
                "portal portais",
                "servidor servidores",
                "implantar implantado implantada implantando",
            ],
        );
    }

    #[test]
    fn finnish() {
        forms(
            "fi",
            &["palvelu palvelun palvelut palvelua palvelussa palvelusta palvelulle palvelulla", "asetus asetukset asetuksen"],
        );
    }

    #[test]
    fn french() {
        forms(
            "fr",
            &[
                "service services",
                "réseau réseaux",
                "journal journaux",
                "déployer déployé déployée déployés déployées déployez",
                "utilisateur utilisateurs utilisatrice",
                "nouvelle nouvelles nouvel",
                "actif active actives",
            ],
        );
        let french = Analyser::new(&of_codes(["fr-CA"].into_iter())[0]);
        assert_eq!((french.bare("leau", 1), french.bare("queau", 2), french.bare("dont", 3)), ("eau", "eau", "dont"));
        assert_eq!((french.bare("l", 1), french.bare("leau", 0), french.bare("éeau", 1)), ("l", "leau", "éeau"));
    }

    #[test]
    fn italian() {
        forms(
            "it",
            &[
                "servizio servizi",
                "configurazione configurazioni",
                "nodo nodi",
                "banca banche",
                "luogo luoghi",
                "memoria memorie",
                "distribuire distribuito distribuita distribuiti",
            ],
        );
        let italian = Analyser::new(&of_codes(["it"].into_iter())[0]);
        assert_eq!(italian.bare("dellapplicazione", 4), "applicazione");
    }

    #[test]
    fn dutch() {
        forms(
            "nl",
            &["dienst diensten", "taak taken", "systeem systemen", "cel cellen", "gebruiker gebruikers", "brief brieven"],
        );
    }

    #[test]
    fn polish() {
        forms(
            "pl",
            &[
                "usługa usługi usług usługą usługami",
                "serwer serwera serwery serwerów serwerem serwerach",
                "nowy nowa nowe nowego",
            ],
        );
    }

    #[test]
    fn russian() {
        forms(
            "ru",
            &[
                "сервис сервисы сервиса сервисов сервисам сервисами",
                "конфигурация конфигурации конфигурацию конфигураций",
                "пользователь пользователя пользователи пользователей",
                "новый новая новое новые нового новых",
            ],
        );
        let russian = Analyser::new(&of_codes(["ru"].into_iter())[0]);
        assert_eq!(russian.term("kafka"), None);
    }

    #[test]
    fn swedish() {
        forms(
            "sv",
            &["tjänst tjänster tjänsten tjänsterna", "användare användaren användarna", "system systemet", "databas databaser"],
        );
    }

    #[test]
    fn turkish() {
        forms("tr", &["sunucu sunucular sunucuda sunucunun sunuculardan sunucuları", "hizmet hizmetler hizmetin hizmetlerin"]);
    }

    #[test]
    fn words_of_no_language_have_no_term() {
        let german = Analyser::new(&of_codes(["de"].into_iter())[0]);
        for word in ["", "a", "ei", "v2s", "привет", "検索"] {
            assert_eq!(german.term(word), None, "{word}");
        }
        assert!(of_codes(["en", "xx", "zh-CN", ""].into_iter()).is_empty());
        let nonsense = Language { steps: "x;;3;4 = a=bb".to_owned(), letters: String::new(), ..Language::default() };
        assert_eq!(Analyser::new(&nonsense).term("wort"), None);
    }
}
