//! Which results come from no laboratory: pictures, and what a machine wrote at the bedside.

use crate::fold::fold;

/// What kind of examination a result comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Examination {
    /// Of blood, urine, tissue; also whatever is not told apart.
    Laboratory,
    /// Pictures: X-ray, ultrasound, echocardiogram.
    Imaging,
    /// A recording of the heart: ECG.
    HeartTracing,
}

impl Examination {
    /// By the name of a test or of its panel.
    pub fn named(name: &str) -> Self {
        let name = fold(name);
        let has = |stems: &[&str]| {
            let mut words = name.split(|c: char| !c.is_alphanumeric());
            words.any(|word| {
                stems.iter().any(|stem| match stem.strip_suffix('*') {
                    Some(stem) => word.starts_with(stem),
                    None => word == *stem,
                })
            })
        };
        if has(&HEART_TRACINGS) {
            Self::HeartTracing
        } else if has(&PICTURES) || name.contains("x ray") || name.contains("x-ray") {
            Self::Imaging
        } else {
            Self::Laboratory
        }
    }
}

const HEART_TRACINGS: [&str; 3] = ["ecg", "ekg", "electrocardiogra*"];

const PICTURES: [&str; 14] = [
    "echocardiogra*",
    "xray",
    "radiograph*",
    "radiografia",
    "mammogra*",
    "mamografia",
    "mri",
    "tomograph*",
    "tomografia",
    "ultraso*",
    "sonogra*",
    "doppler",
    "dexa",
    "scintigra*",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_tracings_come_from_no_laboratory() {
        let of =
            |names: &[&str]| names.iter().map(|name| Examination::named(name)).collect::<Vec<_>>();
        let pictures = ["Chest X-Ray", "2D echocardiogram", "Screening mammography", "MRI brain"];
        assert_eq!(of(&pictures), [Examination::Imaging; 4]);
        let tracings = ["EKG 12 channel panel", "Electrocardiogram, complete"];
        assert_eq!(of(&tracings), [Examination::HeartTracing; 2]);
        let tests =
            ["Hct Fr Bld Auto", "Complete blood count", "Echovirus antibody", "Primrose IgE"];
        assert_eq!(of(&tests), [Examination::Laboratory; 4]);
    }
}
