//! The sheet to hand over, and the same for the wallet, as the data its template reads.

use bluebutton_record::layout::{Line, Row, Sheet, SheetPart};
use bluebutton_record::{Paper, Section};
use serde_json::{Value, json};

use crate::sheet::Setter;
use crate::words;

/// A card of a wallet holds so many lines of so many letters.
const WALLET_LINES: usize = 12;
const WALLET_CHARS: usize = 60;

/// The data of a sheet.
pub(crate) fn data(paper: &Paper) -> Vec<u8> {
    let told = Sheet::of(paper);
    let words = words::of(paper.language);
    let mut setter = Setter::new(words);
    let moment = words.moment(&paper.manifest.made());
    let data = json!({
        "kind": "sheet",
        "language": paper.language.tag(),
        "title": setter.clean(&told.title),
        "running": setter.running(paper),
        "made": format!("{}: {moment}", words.text("paper-made-at")),
        "organization": setter.clean(&paper.organization.name),
        "notice": told.notice.as_deref().map(|notice| setter.clean(notice)),
        "protected": told.notice.as_ref().map(|_| words.text("paper-protected")),
        "person": setter.lines(&told.person),
        "parts": told.parts.iter().map(|part| json!({
            "name": part.heading,
            "side": if part.section == Section::Conditions { "right" } else { "left" },
            "lines": setter.lines(&part.lines),
            "note": part.note,
            "older": part.older.as_ref().map(|(heading, lines)| json!({
                "name": heading,
                "lines": setter.lines(lines),
            })),
            "more": part.more,
        })).collect::<Vec<_>>(),
        "values": {
            "name": told.values_heading,
            "note": told.values_note,
            "rows": told.values.iter().map(|(row, date)| {
                let mut set = setter.row(row, &row.title, false, &[]);
                set["date"] = setter.clean(date).into();
                set
            }).collect::<Vec<_>>(),
        },
        "contacts": { "name": told.contacts_heading, "lines": setter.all(&told.contacts) },
        "notes": setter.all(&told.notes),
        "wallet": wallet(&told, &mut setter),
    });
    data.to_string().into_bytes()
}

/// Four cards: who it is and whom to call; allergies; medicines; conditions and values.
fn wallet(told: &Sheet, setter: &mut Setter) -> Value {
    let more = setter.words.text("sheet-wallet-more").into_owned();
    let elsewhere = setter.words.text("sheet-wallet-how");
    let grave = setter.words.text("sheet-wallet-grave");
    let protected = told.notice.as_ref().map(|_| setter.words.text("paper-protected").into_owned());
    let mut panel = |name: &str, all: Vec<String>| {
        let mut lines: Vec<String> =
            all.iter().take(WALLET_LINES).map(|line| shortened(&setter.clean(line))).collect();
        // A card that does not hold all of it says so: somebody may rely on it.
        if all.len() > WALLET_LINES
            && let Some(last) = lines.last_mut()
        {
            more.clone_into(last);
        }
        json!({ "name": shortened(&setter.clean(name)), "lines": lines })
    };
    let of = |section: Section| told.parts.iter().find(|part| part.section == section);
    let told_of = |part: Option<&SheetPart>, with_how: bool| -> Vec<String> {
        let Some(part) = part else { return Vec::new() };
        let told = |line: &Line| {
            if part.grave.contains(&line.label) {
                return format!("{}: {grave}", shortened(&line.label));
            }
            let how = line.text.split(". ").next().filter(|how| with_how && !how.is_empty());
            let Some(how) = how else { return line.label.clone() };
            // Directions that are cut off could be followed: they are whole, or on the sheet.
            let whole = format!("{}: {how}", line.label);
            let fits = whole.chars().count() <= WALLET_CHARS;
            if fits { whole } else { format!("{}: {elsewhere}", shortened(&line.label)) }
        };
        let mut all: Vec<String> = part.lines.iter().map(told).collect();
        all.extend(part.note.iter().flat_map(|note| wrapped(note)));
        if let Some((heading, older)) = &part.older {
            all.extend(wrapped(heading));
            all.extend(older.iter().map(told));
        }
        all.extend(part.more.clone());
        all
    };
    let heading = |section| of(section).map(|part| part.heading.clone()).unwrap_or_default();
    let person = told.person.iter().map(|line| format!("{}: {}", line.label, line.text));
    let person = protected.into_iter().chain(person);
    let person = person.chain(std::iter::once(told.contacts_heading.clone()));
    let value = |(row, date): &(Row, String)| {
        let dated = format!("{}: {} ({date})", row.title, row.value);
        let fits = dated.chars().count() <= WALLET_CHARS;
        if fits { dated } else { format!("{}: {}", row.title, row.value) }
    };
    let last = told_of(of(Section::Conditions), false).into_iter();
    let last = last.chain(std::iter::once(told.values_heading.clone()));
    let panels = [
        panel(&told.title, person.chain(told.contacts.iter().cloned()).collect()),
        panel(&heading(Section::Allergies), told_of(of(Section::Allergies), true)),
        panel(&heading(Section::Medications), told_of(of(Section::Medications), true)),
        panel(&heading(Section::Conditions), last.chain(told.values.iter().map(value)).collect()),
    ];
    json!({ "name": setter.words.text("sheet-wallet"), "panels": panels })
}

/// A sentence in lines of a card: what it says last may be what matters.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WALLET_CHARS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// No longer than a line of a card; what is left out is on the sheet.
fn shortened(line: &str) -> String {
    let line = line.replace(['\n', '\u{200b}'], " ");
    if line.chars().count() <= WALLET_CHARS {
        return line;
    }
    let mut short: String = line.chars().take(WALLET_CHARS - 1).collect();
    short.push('…');
    short
}
