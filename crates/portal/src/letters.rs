//! Invitation letters to print: one page for each person, in both languages, with the code and a picture
//! that leads to the site. The picture holds no code: an address is remembered by browsers.

use bluebutton_exchange::letters::{Letter, LetterPart, letters};
use bluebutton_exchange::typeset;
use bluebutton_record::words::FluentValue;
use bluebutton_record::{FhirDate, Language};
use bluebutton_store::accounts::Invited;
use bluebutton_web::Site;
use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::words::words;

/// The letters as one PDF. The error is one clause for the log.
pub async fn pdf(site: &Site, invited: &[Invited], at: Timestamp) -> Result<Vec<u8>, String> {
    let address = format!("{}/invitation", site.address.trim_end_matches('/'));
    let code = QrCode::new(&address).map_err(|error| format!("a QR code: {error}"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    let all: Vec<Letter> = invited
        .iter()
        .map(|one| Letter {
            parts: Language::ALL.map(|language| part(site, &address, one, language)).to_vec(),
            picture: picture.clone(),
        })
        .collect();
    let title = words(Language::English).text("letter-title");
    typeset::set(letters(&title, &site.organization.name, &all, at)).await
}

fn part(site: &Site, address: &str, one: &Invited, language: Language) -> LetterPart {
    let words = words(language);
    let said = |id: &str| words.text(id).into_owned();
    let with = |id: &str, name: &str, value: &str| {
        words.with(id, &[(name, FluentValue::from(value.to_owned()))])
    };
    let ends = one.ends.to_zoned(site.zone.clone()).date();
    let mut after = vec![said("letter-ask")];
    if let Some(phone) = &site.organization.phone {
        after.push(format!("{} {phone}", words.text("footer-help")));
    }
    LetterPart {
        language: language.tag(),
        heading: with("letter-heading", "organization", &site.organization.name),
        before: vec![with("letter-dear", "name", &one.name), said("letter-text")],
        rows: vec![
            (said("letter-address"), address.to_owned()),
            (said("letter-code"), one.code.clone()),
            (said("letter-ends"), words.date(&FhirDate::day(ends))),
        ],
        after,
        picture: with("letter-picture", "address", address),
    }
}
