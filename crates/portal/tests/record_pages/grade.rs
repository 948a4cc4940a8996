//! How hard our own sentences are to read, page by page, in both languages. An empty record is used: all
//! that its pages say is ours.
//!
//! English: the Flesch-Kincaid grade level (Kincaid and others, 1975), at most 8. Spanish: the reading ease
//! of Fernández Huerta (1959), at least 60, which is what a reader of that grade manages.

use bluebutton_record::Language;

use crate::PAGES;
use crate::site::{Site, plain_patient};

/// Body text of a page is at most of this grade.
const GRADE_MAX: f64 = 8.0;

/// The ease of Spanish text is at least this.
const EASE_MIN: f64 = 60.0;

/// Pages whose words can't be made easier without saying less, each with its reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

#[tokio::test]
async fn every_page_can_be_read_at_grade_8() {
    let mut site = Site::with(vec![plain_patient("Ana", "Reyes")]).await;
    let more = ["/send", "/people", "/activity"];
    let mut hard = Vec::new();
    for language in Language::ALL {
        site.speak(language).await;
        for page in PAGES.iter().chain(&more) {
            let sentences = sentences(&site.get(page).await.body);
            if sentences.len() < 2 || EXCEPTIONS.iter().any(|(known, _)| known == page) {
                continue;
            }
            match language {
                Language::English if grade(&sentences) > GRADE_MAX => {
                    hard.push(format!("{page}: grade {:.1}: {sentences:?}", grade(&sentences)));
                }
                Language::Spanish if ease(&sentences) < EASE_MIN => {
                    hard.push(format!("{page}: ease {:.1}: {sentences:?}", ease(&sentences)));
                }
                _ => {}
            }
        }
    }
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

#[test]
fn the_formulas_say_what_their_authors_say() {
    let easy = [words("The cat sat on the mat."), words("It was a fat cat.")];
    let hard = [words(
        "The organization's comprehensive documentation necessitates considerable interpretation.",
    )];
    assert!(grade(&easy) < 2.0, "{}", grade(&easy));
    assert!(grade(&hard) > 15.0, "{}", grade(&hard));
    let easy = [words("El gato está en la mesa."), words("La casa es azul.")];
    let hard =
        [words("La organización internacional administra infraestructuras extraordinarias.")];
    assert!(ease(&easy) > 80.0 && ease(&hard) < 40.0, "{} {}", ease(&easy), ease(&hard));
}

/// The sentences of a page's body as words: paragraphs and list items that are sentences.
fn sentences(html: &str) -> Vec<Vec<String>> {
    let main = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next());
    let mut all = Vec::new();
    for tag in ["<p", "<li", "<label", "<legend"] {
        for piece in main.unwrap_or_default().split(tag).skip(1) {
            let is_tag = piece.starts_with(['>', ' ']);
            let end = format!("</{}", &tag[1..]);
            let text = piece.split_once('>').map_or("", |(_, rest)| rest);
            let text = text.split(end.as_str()).next().unwrap_or_default();
            for sentence in plain(text).split_inclusive(['.', '?', '!']) {
                let is_sentence = sentence.trim_end().ends_with(['.', '?', '!']);
                let words = words(sentence);
                if is_tag && is_sentence && words.len() >= 4 {
                    all.push(words);
                }
            }
        }
    }
    all
}

fn plain(html: &str) -> String {
    let mut out = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            letter if !is_tag => out.push(letter),
            _ => {}
        }
    }
    out.replace("&#39;", "'").replace("&#34;", "\"")
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|sign: char| !(sign.is_alphabetic() || sign == '\'' || sign == '’'));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn counts(sentences: &[Vec<String>], syllables: fn(&str) -> usize) -> (f64, f64, f64) {
    let words: Vec<&String> = sentences.iter().flatten().collect();
    let all: usize = words.iter().map(|word| syllables(word)).sum();
    (sentences.len() as f64, words.len() as f64, all as f64)
}

/// Flesch-Kincaid: 0.39 words a sentence and 11.8 syllables a word, less 15.59.
fn grade(sentences: &[Vec<String>]) -> f64 {
    let (sentences, words, syllables) = counts(sentences, english_syllables);
    0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59
}

/// Fernández Huerta: 206.84, less 60 syllables a word and 1.02 words a sentence.
fn ease(sentences: &[Vec<String>]) -> f64 {
    let (sentences, words, syllables) = counts(sentences, spanish_syllables);
    206.84 - 60.0 * (syllables / words) - 1.02 * (words / sentences)
}

/// Groups of vowels, without a silent "e" at the end.
fn english_syllables(word: &str) -> usize {
    let groups = groups(word, "aeiouy");
    let is_silent = word.ends_with('e') && !word.ends_with("le") || word.ends_with("ed");
    (groups - usize::from(is_silent && groups > 1)).max(1)
}

/// Groups of vowels; a stressed weak vowel beside a strong one is a syllable of its own.
fn spanish_syllables(word: &str) -> usize {
    let letters: Vec<char> = word.chars().collect();
    let apart = letters.windows(2).filter(|pair| {
        let strong = |letter: char| "aeoáéó".contains(letter);
        let stressed = |letter: char| "íú".contains(letter);
        strong(pair[0]) && (strong(pair[1]) || stressed(pair[1]))
            || stressed(pair[0]) && strong(pair[1])
    });
    (groups(word, "aeiouáéíóúü") + apart.count()).max(1)
}

fn groups(word: &str, vowels: &str) -> usize {
    let mut is_vowel = false;
    word.chars()
        .filter(|letter| {
            let was = std::mem::replace(&mut is_vowel, vowels.contains(*letter));
            is_vowel && !was
        })
        .count()
}
