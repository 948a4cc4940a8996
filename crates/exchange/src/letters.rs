//! Letters, for whoever has the words: set by the press as papers are.

pub use bluebutton_pdf::{
    Letter, LetterPart, Notice as Leaflet, Piece, letters, notice as leaflet,
};
