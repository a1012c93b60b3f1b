//! Made words: people, places and prose that belong to nobody, the same in every run.

/// A linear congruential generator: enough to vary words, and the same on every machine.
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d);
        dice.below(2);
        dice
    }

    /// A number below another one.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most.max(1)
    }

    /// One of a list.
    pub fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// A place that no map knows.
    pub fn place(&mut self) -> String {
        format!("{}{}", self.one(BEGINNINGS), self.one(ENDINGS))
    }

    /// A person's given and family name, neither of them common.
    pub fn person(&mut self) -> (String, String) {
        let given = self.one(GIVEN).to_owned();
        (given, format!("{}{}", self.one(BEGINNINGS), self.one(FAMILY)))
    }

    /// A paragraph of some sentences. `links` are what they may link to, as `[[…]]` takes it.
    pub fn paragraph(&mut self, sentences: usize, links: &[&str]) -> String {
        let mut said = Vec::with_capacity(sentences);
        for _ in 0..sentences {
            let pattern = self.one(SENTENCES);
            let mut sentence = String::with_capacity(pattern.len() + 24);
            let mut rest = pattern;
            while let Some((before, after)) = rest.split_once('{') {
                let (slot, after) = after.split_once('}').unwrap_or((after, ""));
                sentence.push_str(before);
                match slot {
                    "link" => sentence.push_str(&format!("[[{}]]", self.one(links))),
                    "day" => sentence.push_str(self.one(DAYS)),
                    "group" => sentence.push_str(self.one(GROUPS)),
                    "thing" => sentence.push_str(self.one(THINGS)),
                    "place" => sentence.push_str(&self.place()),
                    _ => sentence.push_str(&(self.below(38) + 2).to_string()),
                }
                rest = after;
            }
            sentence.push_str(rest);
            said.push(sentence);
        }
        said.join(" ")
    }
}

const BEGINNINGS: &[&str] = &[
    "Alder", "Brock", "Corn", "Dun", "Elm", "Fen", "Gorse", "Hazel", "Iron", "Juni", "Kestrel", "Lark", "Mossy", "Nettle", "Otter", "Plover", "Quill", "Rowan",
    "Sorrel", "Thistle", "Umber", "Vetch", "Willow", "Yarrow",
];
const ENDINGS: &[&str] =
    &["bourne", "cote", "dene", "ferry", "gate", "holme", "ingfold", "leigh", "mere", "nook", "overy", "reach", "stead", "thwaite", "wick"];
const FAMILY: &[&str] =
    &["anby", "brind", "crofte", "dallow", "ensby", "farrow-lynn", "grame", "hewe", "istow", "kell", "lund", "marre", "nagle", "osk", "pell"];
const GIVEN: &[&str] = &[
    "Adaeze", "Bram", "Calla", "Devin", "Eirwen", "Farid", "Greta", "Hemi", "Iolo", "Jaspal", "Kerensa", "Lorcan", "Maeve", "Nadir", "Oona", "Piran",
    "Quentin", "Rhian", "Sunniva", "Tamsin", "Ulric", "Veera", "Wilf", "Xanthe", "Yusra", "Zennor",
];
const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const GROUPS: &[&str] = &[
    "people with diabetes",
    "children under five",
    "residents of care homes",
    "carers",
    "people who wait for an operation",
    "people with asthma",
    "families new to the area",
    "people over eighty",
    "patients without a telephone",
    "young adults",
];
const THINGS: &[&str] = &[
    "the rota",
    "the shared diary",
    "the budget",
    "the list of rooms",
    "the training plan",
    "the quarterly return",
    "the risk register",
    "the staff survey",
    "the equipment store",
    "the waiting list",
    "the referral form",
    "the telephone menu",
];
const SENTENCES: &[&str] = &[
    "Ask {link} about {thing} before {day}.",
    "We look after {group} together, and {link} brings the figures each month.",
    "On {day} the practices meet in {place} and go through {thing}.",
    "If {link} is away, leave a message with the office and say which practice you ring from.",
    "Last year {number} practices and teams took part, which was more than we had hoped.",
    "Each practice sends one person, and whoever comes may decide for it.",
    "The notes go to {link} within a week, so that nobody has to ask twice.",
    "For {group} we keep {number} appointments free every {day}.",
    "Please check {thing} before you send it, because mistakes there cost us a week.",
    "We agreed on {link} in spring and look at it again after {number} weeks.",
    "The room in {place} has step-free access, a hearing loop and space for {number} people.",
    "Nobody has to do this alone: {link} knows who has time.",
    "Patients told us that they want to hear the same answer from every practice.",
    "A short note in {thing} is enough; long reports are not read.",
    "We tried it first with {group}, and then with everybody.",
    "When something goes wrong, tell {link} on the same day and write down what happened.",
    "Two practices share a nurse on {day}, which saves both of them the travel to {place}.",
    "The board asked for fewer meetings, so {thing} is now agreed by message.",
    "See {link} for who decides, and for what may be spent without asking.",
    "Staff who are new to us spend their first {day} with the team in {place}.",
    "It takes about {number} minutes, and most of that is waiting for the system.",
    "We keep {thing} in one place, because three copies were never the same.",
    "The figures for {group} have got better for {number} months in a row.",
    "Ring before noon on {day} if you want an answer in the same week.",
    "Every practice may say no, and then we look for another way with {link}.",
    "Money for this ends in March, so {link} plans what happens then.",
];
