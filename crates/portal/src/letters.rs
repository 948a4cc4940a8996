//! Invitation letters to print: one page for each person, in both languages, with the code and a picture
//! that leads to the site. The picture holds no code: an address is remembered by browsers.

use bluebutton_exchange::letters::{Letter, LetterPart, letters};
use bluebutton_exchange::typeset;
use bluebutton_record::signs::one_line;
use bluebutton_record::words::FluentValue;
use bluebutton_record::{FhirDate, Language};
use bluebutton_store::accounts::Invited;
use bluebutton_store::requests::Reach;
use bluebutton_store::{Store, Who};
use bluebutton_web::Site;
use jiff::Timestamp;
use qrcode::QrCode;
use qrcode::render::svg;

use crate::words::words;

/// The letters as one PDF, for whoever made the codes. Somebody who asked to be reached another way has that on
/// their letter. The error is one clause for the log.
pub async fn pdf(
    (store, who): (&Store, &Who),
    site: &Site,
    invited: &[Invited],
    at: Timestamp,
) -> Result<Vec<u8>, String> {
    let address = format!("{}/invitation", site.address.trim_end_matches('/'));
    let code = QrCode::new(&address).map_err(|error| format!("a QR code: {error}"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    let mut all = Vec::with_capacity(invited.len());
    for one in invited {
        let reach = store.requests().reach(who, &one.patient).await;
        let reach = reach.map_err(|error| format!("how somebody is reached: {error}"))?;
        let part = |language| part(site, &address, (one, reach.as_ref()), language);
        let parts = Language::ALL.map(part).to_vec();
        all.push(Letter { parts, picture: picture.clone() });
    }
    let title = words(Language::English).text("letter-title");
    typeset::set(letters(&title, &site.organization.name, &all, at)).await
}

fn part(
    site: &Site,
    address: &str,
    (one, reach): (&Invited, Option<&Reach>),
    language: Language,
) -> LetterPart {
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
        rows: reach
            .map(|reach| (said("reach-letter"), one_line(&reach.text).into_owned()))
            .into_iter()
            .chain([
                (said("letter-address"), address.to_owned()),
                (said("letter-code"), one.code.clone()),
                (said("letter-ends"), words.date(&FhirDate::day(ends))),
            ])
            .collect(),
        after,
        picture: with("letter-picture", "address", address),
    }
}
