//! Fills an imported handbook: in each network people who hold six posts, a board, a service, the agreement, a strategy
//! and three pages; above them the guidance of the worked example.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;
use crate::words::Dice;
use crate::yardstick::list;

/// Posts of every network: id, role where it is another word, and which of the people holds it.
const POSTS: [(&str, &str, usize); 6] = [
    ("clinical-director", "", 0),
    ("deputy-cd", "deputy-clinical-director", 1),
    ("pharmacy-lead", "clinical-lead", 1),
    ("pcn-manager", "", 2),
    ("operations-lead", "", 3),
    ("digital-lead", "digital-transformation-lead", 3),
];
/// Their professions.
const PEOPLE: [(&str, &str); 4] = [("Dr ", "gp"), ("", "pharmacist"), ("", "manager"), ("", "manager")];

/// What prose of a network links to: its own things, and the catalogue's.
const LINKS: [&str; 16] = [
    "clinical-director",
    "pcn-manager",
    "operations-lead",
    "digital-lead",
    "pharmacy-lead",
    "board",
    "enhanced-access",
    "agreement#schedule-3",
    "strategy#same-day-access",
    "getting-help",
    "how-we-work",
    "op-enhanced-access",
    "pm-plan",
    "cd-coi-lead",
    "cl-supervision",
    "role:clinical-director",
];

const SCHEDULES: [(&str, &str); 7] = [
    ("Network specifics", "clinical-director, board"),
    ("Additional terms", "operations-lead"),
    ("Activities", "enhanced-access"),
    ("Financial arrangements", "pcn-manager"),
    ("Workforce", "operations-lead, pharmacy-lead"),
    ("Insolvency events", ""),
    ("Working with others", "clinical-director"),
];

/// Entries of the catalogue that each network says more about.
const SAID: &str = "  cd-i-strategic-clinical-leadership: {responsible: [pcn-manager], informed: [board], written_in: strategy}
  cd-ii-workforce-strategy: {responsible: [operations-lead], written_in: agreement#schedule-5}
  cd-coi-lead: {support: [pcn-manager], written_in: how-we-work#money}
  cd-2425-deliver-des: {responsible: [pcn-manager, operations-lead], every: month, written_in: agreement#schedule-3}
  cd-2425-int: {responsible: [deputy-cd], written_in: agreement#schedule-7}
  cd-succession: {responsible: [deputy-cd], support: [pcn-manager], written_in: agreement#schedule-1}
  cl-supervision: {support: [operations-lead], written_in: agreement#schedule-5}
  op-enhanced-access: {responsible: [practices], every: week, written_in: getting-help#evenings}
  op-meetings: {written_in: how-we-work}
  pm-finance: {informed: [board], every: month, written_in: agreement#schedule-4}
  pm-plan: {support: [digital-lead], every: year, written_in: strategy}
  dt-digital-plan: {support: [operations-lead], written_in: this-winter}
";

/// Fills the handbook in a content folder.
pub fn fill(content: &Path) -> Result<()> {
    let mut folders: Vec<PathBuf> = fs::read_dir(content.join("networks"))?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    folders.sort();
    for (n, folder) in folders.iter().enumerate() {
        network(folder, &mut Dice::new(n as u64 + 2))?;
    }
    shared(content)
}

fn network(folder: &Path, dice: &mut Dice) -> Result<()> {
    let file = folder.join("network.yaml");
    let imported = fs::read_to_string(&file)?;
    fs::write(&file, network_file(&imported, dice).ok_or_else(|| format!("`{}` is not as the import used to write it", file.display()))?)?;
    fs::write(folder.join("agreement.md"), agreement(dice))?;
    fs::write(folder.join("strategy.md"), strategy(dice))?;
    let pages = [
        ("getting-help", "Getting help", ["Who to ring", "Evenings and weekends {#evenings}", "When it is urgent", "If you are unhappy"]),
        ("how-we-work", "How we work together", ["Meetings", "Decisions", "Money {#money}", "Sharing staff"]),
        ("this-winter", "Our plans for this winter", ["What we expect", "Vaccinations", "Staff", "Afterwards"]),
    ];
    for (id, title, headings) in pages {
        fs::write(folder.join(id).with_extension("md"), page(title, &headings, dice))?;
    }
    Ok(())
}

/// The imported file with people and held posts in the place of the vacant ones.
fn network_file(imported: &str, dice: &mut Dice) -> Option<String> {
    let (mut text, _) = imported.split_once("\nposts:\n").map(|(before, after)| (before.to_owned(), after))?;
    let value = |line: &str, field: &str| -> Option<String> {
        let (_, after) = line.split_once(field)?;
        Some(after.split([',', '}']).next()?.trim().to_owned())
    };
    let practices: Vec<String> = text.lines().filter_map(|line| value(line.strip_prefix("  - {")?, "code: ")).collect();
    let icb = text.lines().find_map(|line| line.strip_prefix("icb: "))?.to_owned();
    let home = practices.first()?;
    let phone = |dice: &mut Dice| format!("\"01632 {}\"", 960_000 + dice.below(1000));

    let people: Vec<(String, String)> = PEOPLE
        .iter()
        .map(|(title, _)| {
            let (given, family) = dice.person();
            (format!("{given}-{family}").to_lowercase(), format!("{title}{given} {family}"))
        })
        .collect();
    let _ = writeln!(text, "nominated_payee: {{code: {home}}}\nopened: 2019-07-01\nconfirmed: 2026-10-0{}", 1 + dice.below(9));
    let _ = writeln!(text, "contact: {{email: office@network.example, phone: {}}}", phone(dice));
    let _ = writeln!(text, "neighbourhoods: [{}]", dice.place());
    text.push_str("positions: {cqc: Practices are registered, dspt: Each practice submits}\n\npeople:\n");
    for (n, ((id, name), (_, profession))) in people.iter().zip(PEOPLE).enumerate() {
        let practice = &practices[n % practices.len()];
        let practising = if profession == "manager" { "" } else { ", practising: true" };
        // Two people of a network may have been given one name.
        let _ = writeln!(
            text,
            "  p{n}-{id}: {{name: {name}, profession: {profession}{practising}, practice: {practice}, employer: {{name: A practice of the network, kind: practice}}, email: {id}@network.example, phone: {}, publish: [name]}}",
            phone(dice)
        );
    }
    text.push_str("\nposts:\n");
    for (post, role, holder) in POSTS {
        let role = if role.is_empty() { String::new() } else { format!("role: {role}, ") };
        let person = format!("p{holder}-{}", people[holder].0);
        let to = if post == "clinical-director" {
            ", to: 2028-03-31}], method: election, appointed_by: board, commissioner_told: 2025-04-03, accountable_to: members, deputy: deputy-cd"
        } else {
            "}], accountable_to: clinical-director"
        };
        let _ = writeln!(
            text,
            "  {post}: {{{role}sessions: {}, contact: {{email: {post}@network.example, phone: {}, days: {}}}, holders: [{{person: {person}, from: 2025-04-0{}{to}}}",
            2 + dice.below(8),
            phone(dice),
            dice.one(&["Monday", "Tuesday and Thursday", "Monday to Friday"]),
            1 + dice.below(9)
        );
    }
    let _ = write!(text, "\nresponsibilities:\n{SAID}");
    text.push_str(
        "\nbodies:\n  board: {name: Network board, kind: board, chair: clinical-director, members: all-practices, quorum: 1, voting: one-per-practice, \
         tie_break: chair, meets: monthly, reserved: [budget, new members], terms_reviewed: 2026-02-01}\n",
    );
    text.push_str(
        "\nvoice:\n  - {forum: clinical-directors-forum, representative: clinical-director, deputy: pcn-manager, reports_to: board, last_report: 2026-10-05}\n",
    );
    let _ = writeln!(
        text,
        "\nrelationships:\n  - {{with: {icb}, side: outside, purpose: Money and plans, lead: clinical-director, stage: working, wanted: formal, review_by: 2027-03-31}}"
    );
    let _ = writeln!(
        text,
        "\nservices:\n  - {{id: enhanced-access, title: Enhanced access, summary: Evening and Saturday appointments., lead: operations-lead, cover: pcn-manager, sites: [{home}], \
         hours: \"Mon-Fri 18:30-20:00, Sat 09:00-17:00\", book: Any member practice, responsibilities: [op-enhanced-access], year: 2026/27}}"
    );
    text.push_str("\ncommitments:\n");
    for (n, code) in practices.iter().enumerate().take(3) {
        let _ = writeln!(text, "  - {{id: telephones-{n}, practice: {code}, what: Move to the new telephone menu, due: 2027-01-31, support: digital-lead}}");
    }
    text.push_str("\nconflicts_policy: {lead: clinical-director, page: how-we-work, reviewed: 2026-04-02}\n");
    text.push_str("data_sharing: [{id: records, title: Record sharing, model: joint, signed: 2025-05-01, review_by: 2027-05-01, parties: all}]\n");
    Some(text)
}

fn agreement(dice: &mut Dice) -> String {
    let mut text = "---\nversion: \"2019 template with 2024 changes\"\nsigned: 2019-06-28\neffective: 2019-07-01\nreview_by: 2027-09-30\nowner: pcn-manager\nparties: all\nschedules:\n".to_owned();
    for (n, (title, governs)) in SCHEDULES.iter().enumerate() {
        let _ = writeln!(text, "  - {{number: {}, title: {title}, status: complete, updated: 2026-04-01, governs: [{governs}]}}", n + 1);
    }
    let _ = writeln!(text, "---\n\n{}", dice.paragraph(3, &LINKS));
    for (n, (title, _)) in SCHEDULES.iter().enumerate() {
        let number = n + 1;
        let _ = writeln!(text, "\n## Schedule {number}: {title} {{#schedule-{number}}}\n\n{}", dice.paragraph(4, &LINKS));
    }
    text
}

fn strategy(dice: &mut Dice) -> String {
    let mut text = "---\nvision: Every patient seen by the right person, near home.\nperiod: {from: 2026-04-01, to: 2029-03-31}\nowner: pcn-manager\n\
                    approved: {on: 2026-03-12, by: board}\nreview_by: 2027-03-12\nobjectives:\n"
        .to_owned();
    let objectives = [
        ("same-day-access", "Same-day access across the network", "operations-lead", "op-enhanced-access", "Requests answered the same day"),
        ("fewer-falls", "Fewer falls at home", "pharmacy-lead", "cl-service-lead", "People with a medicines review after a fall"),
        ("one-record", "One record that all of us can read", "digital-lead", "dt-shared-record", "Practices that use the shared record"),
    ];
    for (id, title, owner, duty, measure) in objectives {
        let (baseline, now) = (20 + dice.below(30), 50 + dice.below(20));
        let _ = writeln!(
            text,
            "  - id: {id}\n    title: {title}\n    why: {}\n    owner: {owner}\n    responsibilities: [{duty}, pm-plan]\n    status: on-track\n    \
             measure: {{name: {measure}, unit: \"%\", baseline: {baseline}, target: 90, source: Practice reports, readings: [{{on: 2026-09-30, value: {now}}}]}}\n    \
             milestones: [{{title: First practices begin, due: 2026-09-01, owner: {owner}, done: 2026-09-14}}, {{title: All practices take part, due: 2027-06-30, owner: {owner}}}]",
            dice.one(&["Patients asked for it more than for anything else.", "Too many people wait too long.", "Staff lose an hour a day to it."])
        );
    }
    text.push_str(
        "funding:\n  - {title: Estates fund, source: The national estates fund, level: system, for: Rooms for the hub, owner: pcn-manager, deadline: 2027-01-15, status: bidding}\n\
         risks:\n  - {title: The lease of the hub ends, likelihood: 3, impact: 4, owner: operations-lead, action: Look for other rooms, review_by: 2027-01-31}\n---\n",
    );
    for heading in ["Where we are", "What we want", "How we get there"] {
        let _ = writeln!(text, "\n## {heading}\n\n{}", dice.paragraph(4, &LINKS));
    }
    text
}

fn page(title: &str, headings: &[&str], dice: &mut Dice) -> String {
    let mut text = format!(
        "---\ntitle: {title}\nsummary: {}\nowner: pcn-manager\nreviewed: 2026-0{}-01\nreview_by: 2027-0{}-01\n---\n\n{}\n",
        dice.one(&["What everybody in our practices should know.", "In short, and in one place.", "Kept by the manager, for all of us."]),
        4 + dice.below(6),
        1 + dice.below(9),
        dice.paragraph(3, &LINKS)
    );
    for heading in headings {
        let _ = writeln!(text, "\n## {heading}\n\n{}\n", dice.paragraph(3, &LINKS));
        for _ in 0..2 {
            let _ = writeln!(text, "- {}", dice.paragraph(1, &LINKS));
        }
    }
    text
}

/// The worked example's own pages, with what they refer to. Its networks are not here, so links to them become words, and
/// blocks about them fall away.
fn shared(content: &Path) -> Result<()> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let networks: Vec<String> = fs::read_dir(example.join("networks"))?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    for path in list(&example)? {
        let below = path.strip_prefix(&example)?;
        if below.starts_with("networks") || below == Path::new("organisations.yaml") {
            continue;
        }
        let target = content.join(below);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        if below.extension().is_some_and(|end| end == "md") {
            fs::write(target, without_links_to(&networks, &fs::read_to_string(&path)?))?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    let organisations = content.join("organisations.yaml");
    let both = format!("{}\n{}", fs::read_to_string(&organisations)?, fs::read_to_string(example.join("organisations.yaml"))?);
    fs::write(organisations, both)?;
    Ok(())
}

fn without_links_to(networks: &[String], text: &str) -> String {
    let leads_there = |target: &str| {
        let place = target.strip_prefix("network:").unwrap_or(target);
        target.starts_with("practice:") || networks.iter().any(|network| place.split('/').next() == Some(network))
    };
    let targets = |line: &str| line.split("[[").skip(1).filter_map(|link| link.split(['|', ']']).next()).any(leads_there);
    let text: String = text.split_inclusive('\n').filter(|line| !(line.starts_with(":::") && targets(line))).collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("[[") {
        out.push_str(before);
        let (inside, after) = after.split_once("]]").unwrap_or((after, ""));
        let (target, label) = inside.split_once('|').unwrap_or((inside, inside));
        if leads_there(target.trim_end_matches('\\')) {
            out.push_str(label);
        } else {
            out.push_str(&format!("[[{inside}]]"));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
