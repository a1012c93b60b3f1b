//! A random handbook out of a number: every kind of thing, some of it for staff alone, and everything naming everything.
//!
//! What the public may not see bears canaries: words, days, numbers and codes that stand nowhere else.

use std::fmt::Write as _;

/// Letters of canaries. No word, address or fingerprint has eight of them in a row by chance that would matter.
pub const LETTERS: &[u8] = b"bcdfghjkmpqvwxz";

/// Fields that hold no words: days, numbers, choices.
pub const NO_WORDS: &[&str] = &[
    "visible_to",
    "edition",
    "contract_year",
    "national",
    "public_review",
    "kind",
    "level",
    "power",
    "direction",
    "status",
    "focus",
    "nature",
    "basis",
    "standard",
    "single",
    "clinical",
    "order",
    "years",
    "from",
    "to",
    "until",
    "date",
    "reviewed",
    "review_by",
    "first_published",
    "opened",
    "closed",
    "delivery_model",
    "confirmed",
    "as_at",
    "size",
    "list_size",
    "joined",
    "left",
    "votes",
    "profession",
    "practising",
    "publish",
    "sessions",
    "ended",
    "lmc_supported",
    "commissioner_told",
    "focus_area",
    "since",
    "months",
    "now",
    "target",
    "by_when",
    "on",
    "share",
    "done",
    "every",
    "due",
    "quorum",
    "terms_reviewed",
    "last_report",
    "side",
    "stage",
    "wanted",
    "embedded",
    "in_job_plan",
    "year",
    "points",
    "value",
    "declared",
    "model",
    "signed",
    "effective",
    "started",
    "number",
    "updated",
    "likelihood",
    "impact",
    "deadline",
    "baseline",
    "within_days",
    "period",
    // Records and lists of records, whose own fields are looked at.
    "source",
    "sources",
    "steps",
    "contact",
    "nominated_payee",
    "population",
    "positions",
    "practices",
    "people",
    "posts",
    "responsibilities",
    "bodies",
    "voice",
    "relationships",
    "neighbourhood_team",
    "services",
    "commitments",
    "indicators",
    "conflicts",
    "conflicts_policy",
    "data_sharing",
    "local_variation",
    "checklists",
    "waive",
    "employer",
    "vacant",
    "rotation",
    "protected_time",
    "external_share",
    "development",
    "holders",
    "release",
    "outcomes",
    "teams",
    "specialists",
    "data",
    "shared_records",
    "latest",
    "schedules",
    "approved",
    "objectives",
    "funding",
    "risks",
    "measure",
    "milestones",
    "readings",
    "amount",
    // Choices of words that the format gives, and names of rules.
    "a release: by",
    "severity",
    "rule",
    "method",
];

/// Records that are public as a whole, as far as they are shown at all.
pub const NEVER_PRIVATE: &[&str] = &[
    "a handbook",
    "a publisher",
    "an officer",
    "the look",
    "the review policy",
    "the accessibility statement",
    "the reference lists",
    "the thresholds",
    "a schedule's outline",
    "a level's outline",
    "a review",
    "contract years",
    "the population",
    "a rotation",
    "an external share",
    "a reading",
    "a period",
    "an amount",
    "progress on a checklist",
];

/// Canaries that no edition shows: they are for authors, or something else stands in their place, as a schedule's title does
/// for its heading.
pub const NEVER_SHOWN: &[&str] = &["a comment", "a README", "a file that nothing links to", "rule.reason", "waiver.reason", "schedule.heading", "source.id"];

/// How a canary is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Letters.
    Word,
    /// Figures, with or without signs between them.
    Number,
    /// A letter and four or five figures.
    Code,
    /// A day.
    Date,
}

/// What may not be in the public edition.
#[derive(Clone, Debug)]
pub struct Canary {
    /// As it is planted.
    pub word: String,
    /// What it was planted in.
    pub kind: &'static str,
    /// How it is written.
    pub form: Form,
}

/// A handbook.
pub struct Grown {
    /// Its files.
    pub files: Vec<(String, String)>,
    /// Whether it stands on the national layer.
    pub national: bool,
    /// What its public edition may not hold.
    pub canaries: Vec<Canary>,
    /// What somebody asks of it in a terminal.
    pub questions: Vec<String>,
}

/// Facts in one line of YAML, every value in quotation marks.
struct Map(String);

impl Map {
    fn new() -> Self {
        Self(String::new())
    }

    fn put(mut self, field: &str, value: &str) -> Self {
        let _ = write!(self.0, "{field}: \"{}\", ", value.replace('\\', "\\\\").replace('"', "\\\""));
        self
    }

    /// A list or a group as it is.
    fn raw(mut self, field: &str, value: &str) -> Self {
        let _ = write!(self.0, "{field}: {value}, ");
        self
    }

    fn staff(self, own: bool) -> Self {
        if own { self.put("visible_to", "staff") } else { self }
    }

    fn end(self) -> String {
        format!("{{{}}}", self.0.trim_end_matches(", "))
    }

    /// A line a field, as front matter has it.
    fn lines(self) -> String {
        format!("---\n{}\n---\n", self.end())
    }
}

fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    format!("[{}]", quoted.join(", "))
}

/// Ids that things may name.
#[derive(Default)]
struct Ids {
    roles: Vec<String>,
    /// Roles may be named by their title, too.
    titles: Vec<String>,
    organisations: Vec<String>,
    sub_icbs: Vec<String>,
    forums: Vec<String>,
    terms: Vec<String>,
    sources: Vec<String>,
    responsibilities: Vec<String>,
    checklists: Vec<(String, Vec<String>)>,
    /// What a link in prose may lead to, from anywhere.
    anything: Vec<String>,
    networks: Vec<String>,
    /// `network/person`.
    others: Vec<String>,
}

struct Grower {
    state: u64,
    number: usize,
    day: usize,
    canaries: Vec<Canary>,
    files: Vec<(String, String)>,
    ids: Ids,
}

impl Grown {
    /// The handbook of a number.
    pub fn of(seed: u64) -> Self {
        let mut grower = Grower {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed,
            number: 0,
            day: 0,
            canaries: Vec::new(),
            files: Vec::new(),
            ids: Ids::default(),
        };
        let national = seed % 50 == 25;
        let publish = grower.handbook(national);
        grower.lists();
        grower.catalogue();
        grower.pages();
        let hidden = [false, grower.one_in(2), true];
        let networks: Vec<(String, bool)> =
            hidden.iter().take(2 + usize::from(grower.one_in(5))).map(|hidden| (grower.id(*hidden, "network.id", "net"), *hidden)).collect();
        grower.ids.networks = networks.iter().map(|(id, _)| id.clone()).collect();
        // The hidden ones first, so that the others can name what is in them.
        for (id, hidden) in networks.iter().rev() {
            grower.network(id, *hidden, &publish);
        }
        grower.last_pages();
        let mut questions: Vec<String> =
            grower.canaries.iter().filter(|canary| canary.form == Form::Word).step_by(37).map(|canary| canary.word.clone()).collect();
        questions.extend(["Open role", "Open duty", "Open service", "Open title"].map(str::to_owned));
        questions.truncate(8);
        Self { files: grower.files, national, canaries: grower.canaries, questions }
    }
}

impl Grower {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn count(&mut self) -> usize {
        self.number += 1;
        self.number
    }

    fn pick(&mut self, from: &[String]) -> String {
        let at = self.below(from.len());
        from[at].clone()
    }

    fn some(&mut self, from: &[String]) -> String {
        let mut picked: Vec<String> = Vec::new();
        for _ in 0..self.below(4) {
            picked.push(self.pick(from));
        }
        picked.sort();
        picked.dedup();
        list(&picked)
    }

    fn role(&mut self, roles: &[String]) -> String {
        let at = self.below(roles.len());
        if self.one_in(3) { self.ids.titles[at].clone() } else { roles[at].clone() }
    }

    fn some_roles(&mut self, roles: &[String]) -> String {
        let picked: Vec<String> = (0..self.below(3)).map(|_| self.role(roles)).collect();
        list(&picked)
    }

    fn plant(&mut self, kind: &'static str, form: Form, word: String) -> String {
        self.canaries.push(Canary { word: word.clone(), kind, form });
        word
    }

    fn word(&mut self, kind: &'static str) -> String {
        let word = (0..14).map(|_| char::from(LETTERS[self.below(LETTERS.len())])).collect();
        self.plant(kind, Form::Word, word)
    }

    fn id(&mut self, hidden: bool, kind: &'static str, base: &str) -> String {
        if hidden { self.word(kind) } else { format!("{base}-{}", self.count()) }
    }

    fn say(&mut self, hidden: bool, kind: &'static str) -> String {
        if hidden { format!("The {} way", self.word(kind)) } else { format!("Open words {}", self.count()) }
    }

    fn title(&mut self, hidden: bool, kind: &'static str, base: &str) -> String {
        if hidden { format!("Secret {}", self.word(kind)) } else { format!("{base} {}", self.count()) }
    }

    fn mail(&mut self, hidden: bool, kind: &'static str) -> String {
        if hidden { format!("{}@alpha.example", self.word(kind)) } else { format!("open{}@alpha.example", self.count()) }
    }

    fn site(&mut self, hidden: bool, kind: &'static str) -> String {
        if hidden { format!("https://{}.example/", self.word(kind)) } else { format!("https://open{}.example/", self.count()) }
    }

    fn phone(&mut self, hidden: bool, kind: &'static str) -> String {
        if !hidden {
            return "01632 960000".to_owned();
        }
        let number = 961_000 + self.count();
        self.plant(kind, Form::Number, format!("01632 {number}"))
    }

    fn amount(&mut self, hidden: bool, kind: &'static str) -> String {
        let number = 7_310_000 + self.count() * 13;
        if hidden { self.plant(kind, Form::Number, number.to_string()) } else { "4321".to_owned() }
    }

    /// A day that is over.
    fn past(&mut self, hidden: bool, kind: &'static str) -> String {
        self.day(hidden, kind, 1901, 1989, "2025-04-01")
    }

    /// A day to come.
    fn future(&mut self, hidden: bool, kind: &'static str) -> String {
        self.day(hidden, kind, 2101, 2189, "2027-03-31")
    }

    fn day(&mut self, hidden: bool, kind: &'static str, first: usize, last: usize, open: &str) -> String {
        // Each canary has a year of its own; when they are used up, days are no canaries any more.
        if !hidden || self.day > last - first {
            return open.to_owned();
        }
        self.day += 1;
        let date = format!("{}-{:02}-{:02}", first + self.day - 1, 1 + self.below(12), 11 + self.below(17));
        self.plant(kind, Form::Date, date)
    }

    fn file(&mut self, path: &str, text: String) {
        let up = "../".repeat(path.matches('/').count());
        self.files.push((path.to_owned(), text.replace("(/files/", &format!("({up}files/"))));
    }

    /// Prose of a page, with links to what anybody may name and to `near`, things of the same network.
    fn prose(&mut self, hidden: bool, near: &[String]) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(3) {
            let words = self.say(hidden, "prose");
            let _ = write!(text, "{words}.");
            for _ in 0..=self.below(3) {
                let anything = std::mem::take(&mut self.ids.anything);
                let target = if near.is_empty() || (!anything.is_empty() && self.one_in(2)) {
                    (!anything.is_empty()).then(|| self.pick(&anything))
                } else {
                    Some(self.pick(near))
                };
                self.ids.anything = anything;
                if let Some(target) = target {
                    let label = self.say(hidden, "prose.link");
                    let _ = write!(text, " See [[{target}|{label}]] today.");
                }
            }
            text.push_str("\n\n");
        }
        if self.one_in(2) {
            let heading = self.say(hidden, "prose.heading");
            let _ = write!(text, "## {heading}\n\n");
        }
        if hidden || self.one_in(2) {
            // The same for a page that is hidden as a whole.
            let (heading, words, cell) = (self.word("staff section.heading"), self.say(true, "staff section"), self.word("staff section.table"));
            let (anchor, item, note) = (self.word("staff section.anchor"), self.word("staff section.list"), self.word("staff section.footnote"));
            let (address, file, picture) = (self.word("staff section.address"), self.word("staff section.file"), self.word("staff section.picture"));
            let link = if near.is_empty() { String::new() } else { format!("[[{}|{}]]", self.pick(near), self.word("staff section.label")) };
            let content = self.word("staff section.content of a file");
            let drawn = self.word("staff section.content of a picture");
            let _ = write!(
                text,
                ":::staff\n## {heading} {{#{anchor}}}\n\n{words} {link}[^{note}].\n\n- {item}\n\n| A | B |\n| - | - |\n| {cell} | [other](https://{address}.example/) |\n\n[notes](/files/{file}.txt) ![A {picture} map](/files/{picture}.svg)\n\n[^{note}]: More {note}.\n:::\n\nAfter it.\n"
            );
            self.file(&format!("files/{file}.txt"), content);
            self.file(&format!("files/{picture}.svg"), format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{drawn}</title></svg>"));
        }
        if self.one_in(3) {
            let _ = writeln!(text, "<!-- {} -->", self.word("a comment"));
        }
        text
    }

    fn handbook(&mut self, national: bool) -> Vec<&'static str> {
        let publish: Vec<&'static str> = match self.below(5) {
            0 => vec![],
            1 => vec!["name", "email"],
            2 => vec!["name", "phone"],
            3 => vec!["name", "email", "phone"],
            _ => vec!["name"],
        };
        let comment = self.word("a comment");
        let reason = self.say(true, "rule.reason");
        let review = self.one_in(2);
        let base = if self.one_in(2) { "base_url: https://handbook.example/\n" } else { "" };
        let edit = if self.one_in(2) { "edit_url: \"https://git.example/{path}\"\n" } else { "" };
        self.file(
            "handbook.yaml",
            format!(
                "# {comment}\ntitle: Open handbook\npublisher: {{name: Open LMC, kind: lmc, email: office@lmc.example}}\ncontract_year: 2026/27\nnational: {national}\npublish: [{}]\npublic_review: {review}\n{base}{edit}rules: {{large-network: {{severity: off, reason: \"{reason}\"}}}}\n",
                publish.join(", ")
            ),
        );
        let readme = self.word("a README");
        self.file("README.md", readme);
        let (name, content) = (self.word("a file that nothing links to"), self.word("a file that nothing links to"));
        self.file(&format!("files/{name}.txt"), content);
        publish
    }

    fn lists(&mut self) {
        let mut text = String::new();
        for n in 0..6 {
            let hidden = self.one_in(2);
            let kind = ["icb", "sub-icb", "lmc", "community", "council", "acute"][n];
            let id = self.id(hidden, "organisation.id", "org");
            let known = self.ids.organisations.clone();
            let mut map = Map::new().put("id", &id).put("name", &self.title(hidden, "organisation.name", "Open organisation")).put("kind", kind).staff(hidden);
            map = map.raw("also", &list(&[self.say(hidden, "organisation.also")])).put("email", &self.mail(hidden, "organisation.email"));
            map = map.put("phone", &self.phone(hidden, "organisation.phone")).put("website", &self.site(hidden, "organisation.website"));
            map = map.put("about", &self.say(hidden, "organisation.about"));
            if !known.is_empty() {
                map = map.put("parent", &self.pick(&known)).raw("predecessors", &self.some(&known));
            }
            if hidden && matches!(kind, "community" | "council" | "acute") {
                let code = format!("Z{}", 1000 + self.count());
                map = map.put("code", &self.plant("organisation.code", Form::Code, code));
            }
            let _ = writeln!(text, "- {}", map.end());
            if kind == "sub-icb" {
                self.ids.sub_icbs.push(id.clone());
            }
            self.ids.organisations.push(id);
        }
        self.file("organisations.yaml", text);
        let mut text = String::new();
        for _ in 0..4 {
            let hidden = self.one_in(2);
            let id = self.id(hidden, "forum.id", "forum");
            let organisations = self.ids.organisations.clone();
            let map = Map::new()
                .put("id", &id)
                .put("name", &self.title(hidden, "forum.name", "Open forum"))
                .put("organisation", &self.pick(&organisations))
                .put("level", ["place", "system", "region"][self.below(3)])
                .put("meets", &self.say(hidden, "forum.meets"))
                .put("about", &self.say(hidden, "forum.about"))
                .staff(hidden);
            let _ = writeln!(text, "- {}", map.end());
            self.ids.forums.push(id);
        }
        self.file("forums.yaml", text);
        let mut text = String::new();
        for _ in 0..4 {
            let hidden = self.one_in(2);
            let term = if hidden { self.word("term.term") } else { format!("OPEN{}", self.count()) };
            let terms = self.ids.terms.clone();
            let mut map = Map::new().put("term", &term).put("expansion", &self.say(hidden, "term.expansion")).staff(hidden);
            map = map.put("meaning", &self.say(hidden, "term.meaning")).raw("also", &list(&[self.say(hidden, "term.also")]));
            if !terms.is_empty() {
                map = map.put("now", &self.pick(&terms)).put("until", "2022-07-01");
            }
            let _ = writeln!(text, "- {}", map.end());
            self.ids.terms.push(term.clone());
            self.ids.anything.push(format!("term:{term}"));
        }
        self.file("glossary.yaml", text);
        let mut text = String::new();
        for _ in 0..3 {
            let hidden = self.one_in(2);
            let id = self.id(hidden, "source.id", "source");
            let map = Map::new()
                .put("id", &id)
                .put("title", &self.title(hidden, "source.title", "Open source"))
                .put("publisher", &self.say(hidden, "source.publisher"))
                .put("url", &self.site(hidden, "source.url"))
                .put("date", &self.past(hidden, "source.date"))
                .staff(hidden);
            let _ = writeln!(text, "- {}", map.end());
            self.ids.sources.push(id);
        }
        self.file("sources.yaml", text);
        for organisation in self.ids.organisations.clone() {
            self.ids.anything.push(format!("organisation:{organisation}"));
        }
        for forum in self.ids.forums.clone() {
            self.ids.anything.push(format!("forum:{forum}"));
        }
    }

    /// Fields that all pages of the catalogue have.
    fn common(&mut self, map: Map, hidden: bool, own: bool) -> Map {
        let roles = self.ids.roles.clone();
        let mut map = map.staff(own).put("summary", &self.say(hidden, "page.summary"));
        if hidden || self.one_in(3) {
            let alias = if hidden { format!("/{}.html", self.word("page.alias")) } else { format!("/old/open-{}.html", self.count()) };
            map = map.raw("aliases", &list(&[alias]));
        }
        if !roles.is_empty() {
            map = map.put("owner", &self.role(&roles));
            let (on, by) = (self.past(hidden, "page.reviewed"), self.role(&roles));
            map = map.raw("reviewed", &Map::new().put("on", &on).put("by", &by).end());
        }
        map.put("review_by", &self.future(hidden, "page.review_by"))
    }

    fn catalogue(&mut self) {
        for n in 0..5 {
            let hidden = n > 0 && self.one_in(2);
            let id = self.id(hidden, "role.id", "role");
            let roles = self.ids.roles.clone();
            let title = self.title(hidden, "role.title", "Open role");
            self.ids.titles.push(title.clone());
            let mut map = Map::new().put("title", &title).raw("also", &list(&[self.say(hidden, "role.also")]));
            if !roles.is_empty() {
                map = map.raw("works_with", &self.some_roles(&roles)).put("accountable_to", &self.role(&roles));
            }
            let map = self.common(map, hidden, hidden);
            let prose = self.prose(hidden, &[]);
            self.file(&format!("roles/{id}.md"), format!("{}{prose}", map.lines()));
            self.ids.anything.push(format!("role:{id}"));
            self.ids.roles.push(id);
        }
        let tag = self.word("responsibility.tag");
        for n in 0..7 {
            let hidden = n > 0 && self.one_in(2);
            let id = self.id(hidden, "responsibility.id", "duty");
            let (roles, sources, known) = (self.ids.roles.clone(), self.ids.sources.clone(), self.ids.responsibilities.clone());
            let section = self.pick(&sources);
            let is_hidden_source = self.canaries.iter().any(|canary| canary.word == section);
            let section = Map::new().put("id", &section).put("section", &self.say(hidden || is_hidden_source, "citation.section")).end();
            let role = if self.one_in(4) { "practices".to_owned() } else { self.role(&roles) };
            let code = if hidden { self.word("responsibility.code") } else { format!("OD {}", self.count()) };
            let mut map = Map::new().put("title", &self.title(hidden, "responsibility.title", "Open duty")).put("code", &code);
            map = map.put("role", &role).put("basis", ["contract", "guidance"][self.below(2)]).raw("source", &section);
            map = map.raw("tags", &list(&[if hidden { tag.clone() } else { "open-tag".to_owned() }]));
            let years = ["{from: 2019/20}", "{from: 2026/27}", "{from: 2019/20, to: 2025/26}"][self.below(3)];
            map = map.raw("years", years);
            if !known.is_empty() {
                map = map.raw("supersedes", &self.some(&known));
            }
            let map = self.common(map, hidden, hidden);
            let prose = self.prose(hidden, &[]);
            self.file(&format!("responsibilities/{id}.md"), format!("{}{prose}", map.lines()));
            self.ids.anything.push(format!("responsibility:{id}"));
            self.ids.responsibilities.push(id);
        }
        for _ in 0..3 {
            let hidden = self.one_in(2);
            let id = self.id(hidden, "checklist.id", "list");
            let roles = self.ids.roles.clone();
            let mut steps = Vec::new();
            let mut written = String::from("[");
            for _ in 0..3 {
                let own = self.one_in(3);
                let step = self.id(hidden || own, "step.id", "step");
                let map = Map::new()
                    .put("id", &step)
                    .put("title", &self.title(hidden || own, "step.title", "Open step"))
                    .put("owner", &self.role(&roles))
                    .put("within_days", "14")
                    .put("note", &self.say(hidden || own, "step.note"))
                    .staff(own);
                let _ = write!(written, "{}, ", map.end());
                steps.push(step);
            }
            let written = format!("{}]", written.trim_end_matches(", "));
            let map = Map::new().put("title", &self.title(hidden, "checklist.title", "Open list")).put("for", &self.role(&roles)).raw("steps", &written);
            let map = self.common(map, hidden, hidden);
            let prose = self.prose(hidden, &[]);
            self.file(&format!("checklists/{id}.md"), format!("{}{prose}", map.lines()));
            self.ids.anything.push(format!("checklist:{id}"));
            self.ids.checklists.push((id, steps));
        }
    }

    /// Facts of a page of prose.
    fn page(&mut self, hidden: bool, own: bool, near: &[String]) -> Map {
        let (roles, sources) = (self.ids.roles.clone(), self.ids.sources.clone());
        let mut map = Map::new().put("title", &self.title(hidden, "page.title", "Open title")).put("attribution", &self.say(hidden, "page.attribution"));
        let anything = self.ids.anything.clone();
        if !near.is_empty() || !anything.is_empty() {
            let from = if near.is_empty() || (!anything.is_empty() && self.one_in(2)) { &anything } else { near };
            let about = self.some(from);
            map = map.raw("about", &about);
        }
        let source = self.pick(&sources);
        let is_hidden_source = self.canaries.iter().any(|canary| canary.word == source);
        let source = Map::new().put("id", &source).put("section", &self.say(hidden || is_hidden_source, "citation.section")).end();
        map = map.put("author", &self.role(&roles)).raw("audience", &self.some_roles(&roles)).raw("sources", &format!("[{source}]"));
        map = map.put("first_published", &self.past(hidden, "page.first_published"));
        self.common(map, hidden, own)
    }

    fn pages(&mut self) {
        let home = self.prose(false, &[]);
        self.file("index.md", format!("---\ntitle: Open home\n---\n{home}"));
        for n in 0..5 {
            let hidden = n > 0 && self.one_in(2);
            let tree = ["guidance", "pages"][self.below(2)];
            let folder = if hidden { self.word("page.folder") } else { "open".to_owned() };
            let id = self.id(hidden, "page.id", "page");
            let map = self.page(hidden, hidden, &[]);
            let prose = self.prose(hidden, &[]);
            self.file(&format!("{tree}/{folder}/{id}.md"), format!("{}{prose}", map.lines()));
            self.ids.anything.push(format!("{}:{id}", if tree == "pages" { "page" } else { tree }));
        }
    }

    /// Pages that name what stands in networks.
    fn last_pages(&mut self) {
        let others = self.ids.others.clone();
        let (hidden, open) = (self.word("page.id"), "open-last".to_owned());
        let map = self.page(true, true, &others);
        let prose = self.prose(true, &others);
        self.file(&format!("guidance/{hidden}.md"), format!("{}{prose}", map.lines()));
        let map = self.page(false, false, &others).put("superseded_by", &hidden).put("status", "superseded");
        let prose = self.prose(false, &others);
        self.file(&format!("guidance/{open}.md"), format!("{}{prose}\nSee [open words](./{hidden}.md).\n", map.lines()));
    }

    fn network(&mut self, net: &str, whole: bool, publish: &[&'static str]) {
        let (roles, organisations, forums) = (self.ids.roles.clone(), self.ids.organisations.clone(), self.ids.forums.clone());
        let duties = self.ids.responsibilities.clone();
        let mut out = format!("# {}\n", self.word("a comment"));
        let line = |out: &mut String, field: &str, value: &str| {
            let _ = writeln!(out, "{field}: {value}");
        };
        let quoted = |text: String| format!("\"{text}\"");
        if whole {
            line(&mut out, "visible_to", "staff");
        }
        let code = if whole {
            let word = format!("U{}", 90_000 + self.count());
            self.plant("network.code", Form::Code, word)
        } else {
            format!("U{:05}", 100 + self.count())
        };
        line(&mut out, "code", &code);
        let value = self.title(whole, "network.name", "Open PCN");
        line(&mut out, "name", &quoted(value));
        let value = list(&[self.say(whole, "network.former_names")]);
        line(&mut out, "former_names", &value);
        let value = self.past(whole, "network.opened");
        line(&mut out, "opened", &value);
        let (icb, sub, lmc) = (organisations[0].clone(), organisations[1].clone(), organisations[2].clone());
        let _ = write!(out, "icb: {icb}\nsub_icb: {sub}\nlmc: {lmc}\n");
        let value = list(&[self.title(whole, "network.neighbourhoods", "Open neighbourhood")]);
        line(&mut out, "neighbourhoods", &value);
        let networks = self.ids.networks.clone();
        if let Some(other) = networks.iter().find(|id| *id != net) {
            line(&mut out, "successor", other);
        }
        let value = Map::new()
            .put("email", &self.mail(whole, "network.email"))
            .put("phone", &self.phone(whole, "network.phone"))
            .put("website", &self.site(whole, "network.website"))
            .put("days", &self.say(whole, "network.days"))
            .end();
        line(&mut out, "contact", &value);
        let value = Map::new().put("cqc", &self.say(whole, "network.cqc")).put("dspt", &self.say(whole, "network.dspt")).end();
        line(&mut out, "positions", &value);
        let value = self.past(whole, "network.confirmed");
        line(&mut out, "confirmed", &value);

        // Ids first, since everything names everything.
        let people: Vec<(String, bool, String)> = (0..5)
            .map(|n| {
                let (hidden, own) = match self.below(4) {
                    0 if n > 0 => (true, ", publish: []".to_owned()),
                    1 if n > 0 => (true, ", visible_to: staff".to_owned()),
                    2 => (false, ", publish: [name]".to_owned()),
                    _ => (!publish.contains(&"name"), String::new()),
                };
                (self.id(whole || hidden, "person.id", "person"), whole || hidden, own)
            })
            .collect();
        let named = |grower: &mut Self, count: usize, kind: &'static str, base: &str| -> Vec<(String, bool)> {
            (0..count)
                .map(|n| {
                    let own = n > 0 && grower.one_in(2);
                    (grower.id(whole || own, kind, base), own)
                })
                .collect()
        };
        let posts = named(self, 5, "post.id", "post");
        let bodies = named(self, 3, "body.id", "body");
        let services = named(self, 3, "service.id", "service");
        let own_duties = named(self, 3, "own responsibility.id", "own");
        let pages = named(self, 4, "network page.id", "leaf");
        let objectives = named(self, 3, "objective.id", "goal");
        let sharing = named(self, 2, "data sharing.id", "sharing");
        let practices: Vec<(String, bool)> = (0..4)
            .map(|n| {
                let own = n > 0 && self.one_in(2);
                let code = format!("Y{}", 91_000 + self.count());
                (if whole || own { self.plant("practice.code", Form::Code, code) } else { code }, own)
            })
            .collect();
        let ids = |things: &[(String, bool)]| things.iter().map(|(id, _)| id.clone()).collect::<Vec<String>>();
        let (post_ids, body_ids, service_ids, own_ids, page_ids, goals, codes) =
            (ids(&posts), ids(&bodies), ids(&services), ids(&own_duties), ids(&pages), ids(&objectives), ids(&practices));
        let person_ids: Vec<String> = people.iter().map(|(id, ..)| id.clone()).collect();
        let has_agreement = !self.one_in(5);
        let hides_agreement = has_agreement && self.one_in(4);
        let hides_strategy = self.one_in(4);
        let schedules: Vec<(usize, bool)> = (1..4).map(|n| (n, self.one_in(2))).collect();
        let mut near: Vec<String> = [&post_ids, &body_ids, &service_ids, &page_ids, &goals, &person_ids].into_iter().flatten().cloned().collect();
        near.extend(own_ids.iter().cloned());
        near.extend(codes.iter().map(|code| format!("practice:{code}")));
        if has_agreement {
            near.extend(schedules.iter().map(|(n, _)| format!("agreement#schedule-{n}")));
        }
        near.push("strategy".to_owned());

        let value = Map::new().put("name", &self.say(whole, "payee.name")).put("code", &self.pick(&codes)).end();
        let value = if self.one_in(3) { Map::new().put("organisation", &self.pick(&organisations)).end() } else { value };
        line(&mut out, "nominated_payee", &value);

        out.push_str("practices:\n");
        for (code, own) in &practices {
            let hidden = whole || *own;
            let mut map = Map::new().put("code", code).put("name", &self.title(hidden, "practice.name", "Open Surgery")).staff(*own);
            map = map.raw("former_names", &list(&[self.say(hidden, "practice.former_names")])).put("phone", &self.phone(hidden, "practice.phone"));
            map = map.put("email", &self.mail(hidden, "practice.email")).put("website", &self.site(hidden, "practice.website"));
            map = map.put("postcode", &if hidden { self.word("practice.postcode") } else { "SV1 2AB".to_owned() });
            map = map.put("manager", &self.pick(&person_ids)).put("representative", &self.pick(&person_ids)).put("deputy", &self.pick(&person_ids));
            map = map.put("list_size", &self.amount(hidden, "practice.list_size")).put("joined", &self.past(hidden, "practice.joined"));
            if let Some(sub) = self.ids.sub_icbs.first().cloned() {
                map = map.put("sub_icb", &sub);
            }
            let _ = writeln!(out, "  - {}", map.end());
        }

        out.push_str("people:\n");
        for (id, hidden, own) in &people {
            let (of_name, may) = (*hidden, publish.to_vec());
            let may = if own.contains("publish") { vec!["name"] } else { may };
            let mut map = Map::new().put("name", &self.title(of_name, "person.name", "Open Person"));
            map = map.put("email", &self.mail(of_name || !may.contains(&"email"), "person.email"));
            map = map.put("phone", &self.phone(of_name || !may.contains(&"phone"), "person.phone"));
            map = map.put("about", &self.say(of_name, "person.about")).put("profession", "gp");
            let employer = Map::new().put("name", &self.say(of_name, "person.employer")).put("kind", "practice").end();
            map = map.raw("employer", &employer).put("practice", &self.pick(&codes));
            if self.one_in(4) {
                map = map.put("left", &self.past(of_name, "person.left"));
            }
            let map = map.end();
            let _ = writeln!(out, "  {id}: {}{own}}}", map.trim_end_matches('}'));
        }

        let others = self.ids.others.clone();
        out.push_str("posts:\n");
        for (n, (id, own)) in posts.iter().enumerate() {
            let hidden = whole || *own;
            let mut map = Map::new().put("role", &self.role(&roles)).staff(*own);
            if hidden || self.one_in(2) {
                map = map.put("title", &self.title(hidden, "post.title", "Open post"));
            }
            let contact = Map::new()
                .put("email", &self.mail(hidden, "post.email"))
                .put("phone", &self.phone(hidden, "post.phone"))
                .put("days", &self.say(hidden, "post.days"))
                .put("website", &self.site(hidden, "post.website"))
                .end();
            map = map.raw("contact", &contact).put("note", &self.say(hidden, "post.note")).put("sessions", "4");
            map = map.put("accountable_to", &if self.one_in(2) { self.pick(&body_ids) } else { self.pick(&post_ids) });
            map = map.put("appointed_by", &self.pick(&body_ids)).put("method", "election").put("deputy", &self.pick(&post_ids));
            map = map.put("commissioner_told", &self.past(hidden, "post.commissioner_told"));
            let time = Map::new().put("sessions", "1").put("for", &self.say(hidden, "post.protected_time")).put("funded_by", &self.pick(&organisations)).end();
            map = map.raw("protected_time", &time);
            let by = if self.one_in(3) { self.say(hidden, "post.development by") } else { self.pick(&organisations) };
            let growth = Map::new().put("what", &self.say(hidden, "post.development")).put("by", &by).end();
            map = map.raw("development", &format!("[{growth}]"));
            let release =
                Map::new().put("responsibility", &self.pick(&duties)).put("to", &self.pick(&post_ids)).put("by", &self.future(hidden, "post.release")).end();
            map = map.raw("release", &format!("[{release}]"));
            if n % 3 == 2 {
                let vacant = Map::new()
                    .put("since", &self.past(hidden, "post.vacant since"))
                    .put("cover", &self.pick(&post_ids))
                    .put("note", &self.say(hidden, "post.vacant note"))
                    .end();
                map = map.raw("vacant", &vacant);
            } else {
                let mut holders = Vec::new();
                let mut held = Vec::new();
                for _ in 0..=self.below(3) {
                    let person = if !others.is_empty() && self.one_in(4) { None } else { Some(self.below(people.len())) };
                    if held.contains(&person) {
                        continue;
                    }
                    held.push(person);
                    let is_private = hidden || person.is_some_and(|person| people[person].1);
                    let from_others: Vec<String> = others.iter().filter(|other| other.contains("/person-")).cloned().collect();
                    let name = match person {
                        Some(person) => people[person].0.clone(),
                        None if from_others.is_empty() => continue,
                        None => self.pick(&from_others),
                    };
                    let mut term = Map::new().put("person", &name).put("from", &self.past(is_private, "holder.from"));
                    term = match self.below(3) {
                        0 => term.put("to", &self.past(is_private, "holder.to")),
                        1 => term.put("to", &self.future(is_private, "holder.to")),
                        _ => term,
                    };
                    holders.push(term.end());
                }
                map = map.raw("holders", &format!("[{}]", holders.join(", ")));
            }
            let _ = writeln!(out, "  {id}: {}", map.end());
        }

        out.push_str("responsibilities:\n");
        let mut assigned: Vec<(String, bool, bool)> = own_duties.iter().map(|(id, own)| (id.clone(), *own, true)).collect();
        assigned.extend(duties.iter().take(3).map(|id| (id.clone(), self.one_in(3), false)));
        let holders: Vec<String> = [&post_ids, &body_ids, &organisations].into_iter().flatten().cloned().chain(["practices".to_owned()]).collect();
        for (id, own, is_own) in &assigned {
            let is_hidden_duty = !is_own && self.canaries.iter().any(|canary| canary.word == *id);
            let hidden = whole || *own || is_hidden_duty;
            let mut map = Map::new().staff(*own).put("accountable", &self.pick(&holders)).put("note", &self.say(hidden, "assignment.note"));
            if *is_own {
                map = map
                    .put("title", &self.title(hidden, "own responsibility.title", "Open own"))
                    .put("summary", &self.say(hidden, "own responsibility.summary"));
            }
            map = map.raw("responsible", &self.some(&holders)).raw("support", &self.some(&holders)).raw("informed", &self.some(&holders));
            map = map.put("due", &self.future(hidden, "assignment.due"));
            let place = if has_agreement && self.one_in(2) { format!("agreement#schedule-{}", 1 + self.below(3)) } else { self.pick(&page_ids) };
            map = map.put("written_in", &place);
            let _ = writeln!(out, "  {id}: {}", map.end());
        }

        out.push_str("bodies:\n");
        let members: Vec<String> = [&post_ids, &person_ids, &codes].into_iter().flatten().cloned().collect();
        for (n, (id, own)) in bodies.iter().enumerate() {
            let hidden = whole || *own;
            let mut map =
                Map::new().staff(*own).put("name", &self.title(hidden, "body.name", "Open body")).put("kind", if n == 0 { "board" } else { "committee" });
            map = map.put("purpose", &self.say(hidden, "body.purpose")).put("chair", &self.pick(&post_ids)).raw("members", &self.some(&members));
            map = map
                .put("voting", &self.say(hidden, "body.voting"))
                .put("tie_break", &self.say(hidden, "body.tie_break"))
                .put("meets", &self.say(hidden, "body.meets"));
            map = map.raw("reserved", &list(&[self.say(hidden, "body.reserved")])).put("minutes", &self.say(hidden, "body.minutes"));
            map = map.put("terms_reviewed", &self.past(hidden, "body.terms_reviewed"));
            let _ = writeln!(out, "  {id}: {}", map.end());
        }

        out.push_str("voice:\n");
        for forum in &forums {
            let own = self.one_in(3);
            let hidden = whole || own || self.canaries.iter().any(|canary| canary.word == *forum);
            let outcome = Map::new()
                .put("on", &self.past(hidden, "seat.outcome on"))
                .put("asked", &self.say(hidden, "seat.outcome asked"))
                .put("result", &self.say(hidden, "seat.outcome result"))
                .end();
            let map = Map::new()
                .staff(own)
                .put("forum", forum)
                .put("representative", &self.pick(&post_ids))
                .put("deputy", &self.pick(&post_ids))
                .put("reports_to", &self.pick(&body_ids))
                .put("last_report", &self.past(hidden, "seat.last_report"))
                .raw("outcomes", &format!("[{outcome}]"));
            let _ = writeln!(out, "  - {}", map.end());
        }

        out.push_str("relationships:\n");
        let mut partners: Vec<(String, &str)> = organisations.iter().take(4).map(|id| (id.clone(), "outside")).collect();
        partners.extend(networks.iter().filter(|id| *id != net).map(|id| (id.clone(), "outside")));
        partners.extend(post_ids.iter().chain(&codes).skip(1).step_by(2).map(|id| (id.clone(), "inside")));
        for (with, side) in &partners {
            let own = self.one_in(3);
            let hidden = whole || own || self.canaries.iter().any(|canary| canary.word == *with);
            let map = Map::new()
                .staff(own)
                .put("with", with)
                .put("side", side)
                .put("purpose", &self.say(hidden, "relationship.purpose"))
                .put("lead", &self.pick(&post_ids))
                .put("stage", "contact")
                .put("review_by", &self.future(hidden, "relationship.review_by"));
            let _ = writeln!(out, "  - {}", map.end());
        }

        let team = Map::new().put("team", &self.say(whole, "team.team")).put("host", &self.pick(&organisations)).put("embedded", "partly").end();
        let specialist = Map::new()
            .put("specialty", &self.say(whole, "specialist.specialty"))
            .put("from", &self.pick(&organisations))
            .put("lead", &self.pick(&post_ids))
            .end();
        let data = Map::new().put("name", &self.say(whole, "data.name")).put("every", "month").put("lead", &self.pick(&post_ids)).end();
        let shared: Vec<String> = sharing
            .iter()
            .map(|(id, own)| {
                let _ = own;
                Map::new()
                    .put("system", &self.say(whole, "shared record.system"))
                    .put("access", &self.say(whole, "shared record.access"))
                    .put("agreement", id)
                    .end()
            })
            .collect();
        let value = Map::new()
            .put("lead", &self.pick(&post_ids))
            .put("note", &self.say(whole, "neighbourhood team.note"))
            .raw("teams", &format!("[{team}]"))
            .raw("specialists", &format!("[{specialist}]"))
            .raw("data", &format!("[{data}]"))
            .raw("shared_records", &format!("[{}]", shared.join(", ")))
            .end();
        line(&mut out, "neighbourhood_team", &value);

        out.push_str("services:\n");
        for (id, own) in &services {
            let hidden = whole || *own;
            let contact = Map::new().put("phone", &self.phone(hidden, "service.phone")).put("email", &self.mail(hidden, "service.email")).end();
            let map = Map::new()
                .staff(*own)
                .put("id", id)
                .put("title", &self.title(hidden, "service.title", "Open service"))
                .put("summary", &self.say(hidden, "service.summary"))
                .put("lead", &self.pick(&post_ids))
                .put("cover", &self.pick(&post_ids))
                .raw("sites", &self.some(&codes))
                .put("hours", &self.say(hidden, "service.hours"))
                .put("book", &self.say(hidden, "service.book"))
                .raw("responsibilities", &self.some(&duties))
                .raw("contact", &contact)
                .put("note", &self.say(hidden, "service.note"));
            let _ = writeln!(out, "  - {}", map.end());
        }

        out.push_str("commitments:\n");
        for code in &codes {
            let own = self.one_in(3);
            let hidden = whole || own || self.canaries.iter().any(|canary| canary.word == *code);
            let map = Map::new()
                .staff(own)
                .put("id", &self.id(hidden, "commitment.id", "promise"))
                .put("practice", code)
                .put("what", &self.say(hidden, "commitment.what"))
                .put("due", &self.future(hidden, "commitment.due"))
                .put("support", &self.pick(&post_ids));
            let _ = writeln!(out, "  - {}", map.end());
        }
        out.push_str("indicators:\n");
        for _ in 0..3 {
            let own = self.one_in(2);
            let hidden = whole || own;
            let latest = Map::new().put("on", &self.past(hidden, "indicator.on")).put("value", &self.amount(hidden, "indicator.value")).end();
            let map = Map::new()
                .staff(own)
                .put("id", &self.id(hidden, "indicator.id", "measure"))
                .put("title", &self.title(hidden, "indicator.title", "Open measure"))
                .put("year", "2026/27")
                .put("points", &self.amount(hidden, "indicator.points"))
                .put("owner", &self.pick(&post_ids))
                .put("target", &self.amount(hidden, "indicator.target"))
                .raw("latest", &latest);
            let _ = writeln!(out, "  - {}", map.end());
        }
        out.push_str("conflicts:\n");
        for (person, unnamed, _) in &people {
            let public = self.one_in(2);
            let hidden = whole || !public || *unnamed;
            let mut map = Map::new().put("person", person).put("type", &if hidden { self.word("conflict.type") } else { "financial".to_owned() });
            map = map.put("what", &self.say(hidden, "conflict.what"));
            map = map.put("action", &self.say(hidden, "conflict.action")).put("declared", &self.past(hidden, "conflict.declared"));
            if public {
                map = map.put("visible_to", "public");
            }
            let _ = writeln!(out, "  - {}", map.end());
        }
        let value = Map::new().put("lead", &self.pick(&post_ids)).put("page", &self.pick(&page_ids)).put("reviewed", "2026-04-02").end();
        line(&mut out, "conflicts_policy", &value);
        out.push_str("data_sharing:\n");
        for (id, own) in &sharing {
            let hidden = whole || *own;
            let map = Map::new()
                .staff(*own)
                .put("id", id)
                .put("title", &self.title(hidden, "data sharing.title", "Open sharing"))
                .put("purpose", &self.say(hidden, "data sharing.purpose"))
                .put("signed", &self.past(hidden, "data sharing.signed"))
                .raw("parties", &self.some(&codes));
            let _ = writeln!(out, "  - {}", map.end());
        }
        let value = Map::new()
            .put("title", &self.say(whole, "local variation.title"))
            .put("summary", &self.say(whole, "local variation.summary"))
            .raw("agreed_by", &list(&codes))
            .put("effective", "2026-05-01")
            .end();
        line(&mut out, "local_variation", &value);
        out.push_str("checklists:\n");
        for (id, steps) in self.ids.checklists.clone() {
            let hidden = whole || self.canaries.iter().any(|canary| canary.word == id);
            let mut done = Map::new();
            for step in &steps {
                let hidden = hidden || self.canaries.iter().any(|canary| canary.word == *step);
                let value = Map::new().put("on", &self.past(hidden, "step done.on")).put("evidence", &self.say(hidden, "step done.evidence")).end();
                done = done.raw(step, &value);
            }
            let _ = writeln!(out, "  {id}: {{started: 2026-04-01, done: {}}}", done.end());
        }
        let value = Map::new().put("rule", "network-below-30000").put("reason", &self.say(true, "waiver.reason")).put("for", &self.pick(&post_ids)).end();
        line(&mut out, "waive", &format!("[{value}]"));
        self.file(&format!("networks/{net}/network.yaml"), out);

        for (id, own) in &pages {
            let hidden = whole || *own;
            let map = self.page(hidden, *own, &near);
            let prose = self.prose(hidden, &near);
            let other = self.pick(&page_ids);
            self.file(&format!("networks/{net}/{id}.md"), format!("{}{prose}\nRead [open words](./{other}.md) too.\n", map.lines()));
        }
        if has_agreement {
            self.agreement(net, whole, hides_agreement, &schedules, &near, &codes, &post_ids);
        }
        self.strategy(net, whole, hides_strategy, &objectives, &near, &post_ids, &body_ids, &service_ids);
        let reachable = [&post_ids, &person_ids, &body_ids, &service_ids, &page_ids, &goals].into_iter().flatten().map(|id| format!("{net}/{id}"));
        let reachable: Vec<String> = reachable.collect();
        self.ids.others.extend(reachable);
        self.ids.anything.push(format!("network:{net}"));
    }

    #[allow(clippy::too_many_arguments)]
    fn agreement(&mut self, net: &str, whole: bool, own: bool, schedules: &[(usize, bool)], near: &[String], codes: &[String], posts: &[String]) {
        let hidden = whole || own;
        let governed: Vec<String> = near
            .iter()
            .filter(|id| !id.contains('#') && !id.starts_with("goal") && !id.contains(':') && *id != "strategy" && posts.contains(id))
            .cloned()
            .collect();
        let mut written = Vec::new();
        let mut text = String::new();
        for (n, own) in schedules {
            let hidden = hidden || *own;
            let map = Map::new()
                .put("number", &n.to_string())
                .put("title", &self.title(hidden, "schedule.title", "Open schedule"))
                .put("status", "complete")
                .put("summary", &self.say(hidden, "schedule.summary"))
                .put("updated", &self.past(hidden, "schedule.updated"))
                .raw("governs", &self.some(&governed))
                .staff(*own);
            written.push(map.end());
            let heading = self.say(hidden, "schedule.heading");
            let below = self.say(hidden, "schedule.subheading");
            let prose = self.prose(hidden, near).replace("\n## ", "\n### ").replace(":::staff\n## ", ":::staff\n### ");
            let _ = write!(text, "## Schedule {n}: {heading} {{#schedule-{n}}}\n\n### {below}\n\n{prose}\n");
        }
        let map = Map::new()
            .staff(own)
            .put("title", &self.title(hidden, "agreement.title", "Open agreement"))
            .put("summary", &self.say(hidden, "agreement.summary"))
            .put("version", &self.say(hidden, "agreement.version"))
            .put("signed", &self.past(hidden, "agreement.signed"))
            .put("review_by", &self.future(hidden, "agreement.review_by"))
            .put("owner", &self.pick(posts))
            .raw("parties", &self.some(codes))
            .raw("schedules", &format!("[{}]", written.join(", ")));
        let map = if hidden { map.raw("aliases", &list(&[format!("/{}.html", self.word("agreement.alias"))])) } else { map };
        self.file(&format!("networks/{net}/agreement.md"), format!("{}{text}", map.lines()));
    }

    #[allow(clippy::too_many_arguments)]
    fn strategy(
        &mut self,
        net: &str,
        whole: bool,
        own: bool,
        objectives: &[(String, bool)],
        near: &[String],
        posts: &[String],
        bodies: &[String],
        services: &[String],
    ) {
        let of_all = whole || own;
        let organisations = self.ids.organisations.clone();
        let duties = self.ids.responsibilities.clone();
        let goals: Vec<String> = objectives
            .iter()
            .map(|(id, own)| {
                let hidden = of_all || *own;
                let reading = Map::new().put("on", &self.past(hidden, "reading.on")).put("value", &self.amount(hidden, "reading.value")).end();
                let measure = Map::new()
                    .put("name", &self.say(hidden, "measure.name"))
                    .put("unit", &self.say(hidden, "measure.unit"))
                    .put("source", &self.say(hidden, "measure.source"))
                    .put("baseline", &self.amount(hidden, "measure.baseline"))
                    .put("target", &self.amount(hidden, "measure.target"))
                    .raw("readings", &format!("[{reading}]"))
                    .end();
                let milestone = Map::new()
                    .put("title", &self.say(hidden, "milestone.title"))
                    .put("due", &self.future(hidden, "milestone.due"))
                    .put("owner", &self.pick(posts))
                    .end();
                Map::new()
                    .staff(*own)
                    .put("id", id)
                    .put("title", &self.title(hidden, "objective.title", "Open goal"))
                    .put("why", &self.say(hidden, "objective.why"))
                    .put("owner", &self.pick(posts))
                    .raw("responsibilities", &self.some(&duties))
                    .raw("partners", &self.some(&organisations))
                    .raw("services", &self.some(services))
                    .raw("measure", &measure)
                    .raw("milestones", &format!("[{milestone}]"))
                    .end()
            })
            .collect();
        let funding: Vec<String> = (0..3)
            .map(|_| {
                let own = self.one_in(2);
                let hidden = of_all || own;
                let of_amount = self.one_in(2);
                let amount = Map::new().put("text", &self.say(hidden || of_amount, "funding.amount")).staff(of_amount).end();
                let source = if self.one_in(3) { self.say(hidden, "funding.source") } else { self.pick(&organisations) };
                Map::new()
                    .staff(own)
                    .put("title", &self.title(hidden, "funding.title", "Open fund"))
                    .put("source", &source)
                    .put("for", &self.say(hidden, "funding.for"))
                    .put("owner", &self.pick(posts))
                    .put("deadline", &self.future(hidden, "funding.deadline"))
                    .raw("amount", &amount)
                    .end()
            })
            .collect();
        let risks: Vec<String> = (0..3)
            .map(|_| {
                let public = self.one_in(2);
                let hidden = of_all || !public;
                let map = Map::new()
                    .put("title", &self.title(hidden, "risk.title", "Open risk"))
                    .put("likelihood", "3")
                    .put("impact", "4")
                    .put("owner", &self.pick(posts))
                    .put("action", &self.say(hidden, "risk.action"))
                    .put("review_by", &self.future(hidden, "risk.review_by"));
                if public { map.put("visible_to", "public") } else { map }.end()
            })
            .collect();
        let approved = Map::new().put("on", "2026-03-12").put("by", &self.pick(bodies)).end();
        let map = Map::new()
            .staff(own)
            .put("title", &self.title(of_all, "strategy.title", "Open strategy"))
            .put("summary", &self.say(of_all, "strategy.summary"))
            .put("vision", &self.say(of_all, "strategy.vision"))
            .put("owner", &self.pick(posts))
            .raw("approved", &approved)
            .put("review_by", &self.future(of_all, "strategy.review_by"))
            .raw("objectives", &format!("[{}]", goals.join(", ")))
            .raw("funding", &format!("[{}]", funding.join(", ")))
            .raw("risks", &format!("[{}]", risks.join(", ")));
        let map = if of_all { map.raw("aliases", &list(&[format!("/{}.html", self.word("strategy.alias"))])) } else { map };
        let prose = self.prose(of_all, near);
        self.file(&format!("networks/{net}/strategy.md"), format!("{}{prose}", map.lines()));
    }
}
