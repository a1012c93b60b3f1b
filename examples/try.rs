use pcn_handbook::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let mut s = source::Snapshot::default();
    s.shown_as = dir.clone();
    let t = std::time::Instant::now();
    let mut f = pipeline::add_national(&mut s);
    f.extend(s.add_folder(std::path::Path::new(&dir), source::Layer::Handbook).unwrap());
    eprintln!("read {:?}", t.elapsed());
    let c = pipeline::check(s, f, jiff::civil::Date::constant(2026, 11, 22));
    eprintln!("checked {:?}", t.elapsed());
    print!(
        "{}",
        diagnostic::draw(
            &c.findings,
            &c.snapshot,
            if std::env::args().nth(2).is_some() { diagnostic::Format::Human } else { diagnostic::Format::Short },
            false
        )
    );
    let mut by = std::collections::BTreeMap::new();
    for f in &c.findings {
        *by.entry((f.rule, f.severity)).or_insert(0) += 1;
    }
    eprintln!("{by:?}");
    eprintln!("networks {} responsibilities {} pages {}", c.handbook.networks.len(), c.handbook.responsibilities.len(), c.handbook.pages.len());
}
