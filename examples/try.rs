//! Scratch.
use pcn_handbook::*;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let dir = args[1].clone();
    let mut s = source::Snapshot::default();
    s.shown_as = dir.clone();
    let t = std::time::Instant::now();
    let mut f = pipeline::add_national(&mut s);
    f.extend(s.add_folder(std::path::Path::new(&dir), source::Layer::Handbook).unwrap());
    eprintln!("read {:?}", t.elapsed());
    let c = pipeline::check(s, f, jiff::civil::Date::constant(2026, 11, 22));
    eprintln!("checked {:?}", t.elapsed());
    let mut by = std::collections::BTreeMap::new();
    for f in &c.findings {
        *by.entry((f.rule, f.severity)).or_insert(0) += 1;
    }
    eprintln!("{by:?}");
    if args.get(2).map(String::as_str) == Some("build") {
        let edition = if args.get(4).is_some() { model::settings::Edition::Staff } else { model::settings::Edition::Public };
        let staging = output::Staging::begin(std::path::Path::new(&args[3])).unwrap();
        let built = pipeline::build(c, edition, &|path, bytes| staging.write(path, bytes)).unwrap();
        eprintln!("{built:?}");
        eprintln!("rendered {:?}", t.elapsed());
        eprintln!("{:?} {:?}", staging.finish().unwrap(), t.elapsed());
        return;
    }
    print!("{}", diagnostic::draw(&c.findings, &c.snapshot, if args.len() > 2 { diagnostic::Format::Human } else { diagnostic::Format::Short }, false));
}
