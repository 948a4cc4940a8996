//! `/community/search`: everything that people wrote here: posts, answers, ideas, events, campaigns.

use askama::Template;
use axum::extract::State;
use bluebutton_record::fold::fold;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::session::{Anyone, Asked};

use super::board::{self, Post, WORDS_MAX};
use super::campaigns;
use super::schedule::{self, Event};
use crate::callers::{frame, show as show_to};
use crate::limits::NAME_CHARS_MAX;
use crate::services::Services;

#[derive(Template)]
#[template(path = "community/search.html")]
struct SearchPage {
    frame: Frame,
    asked: String,
    posts: Vec<Post>,
    events: Vec<Event>,
    /// Campaigns: id, name, what it is about.
    campaigns: Vec<(String, String, String)>,
}

impl SearchPage {
    fn total(&self) -> usize {
        self.posts.len() + self.events.len() + self.campaigns.len()
    }
}

/// `GET /community/search`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let frame = frame(&anyone);
    let asked: String = fields.get("q").chars().take(NAME_CHARS_MAX).collect();
    let words = words_of(&asked);
    if words.is_empty() {
        let (posts, events, campaigns) = Default::default();
        return show_to(&anyone, &SearchPage { frame, asked, posts, events, campaigns });
    }
    let wanted = words.clone();
    let work =
        move |tx: &mut HubTx<'_, '_>| Ok((board::find(tx, &wanted)?, schedule::find(tx, &wanted)?));
    let (posts, events) = services.hub.read("search what was written", work).await?;
    let campaigns = campaigns::named(&frame)
        .into_iter()
        .filter(|(_, name, about)| {
            let text = fold(&format!("{name} {about}"));
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    show_to(&anyone, &SearchPage { frame, asked, posts, events, campaigns })
}

/// The words of a question, as they are kept: letters and digits.
fn words_of(asked: &str) -> Vec<String> {
    let folded = fold(asked);
    let words = folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.take(WORDS_MAX).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_words_and_no_pattern() {
        assert_eq!(words_of("  Código, 100% de_una "), ["codigo", "100", "de", "una"]);
        assert_eq!(words_of("% _"), Vec::<String>::new());
        assert_eq!(words_of("a b c d e f").len(), WORDS_MAX);
    }
}
