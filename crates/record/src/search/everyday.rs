//! Everyday words and the words that records use for the same, in both languages: whoever looks for "flu
//! shot" finds "Influenza vaccine". Our own list; a word stands for every other of its line.

/// What a phrase may be called in a record: itself first, then the others of its line, folded.
pub fn called(phrase: &str) -> Vec<&str> {
    let mut all = vec![phrase];
    for line in LINES.iter().filter(|line| line.contains(&phrase)) {
        all.extend(line.iter().copied().filter(|other| *other != phrase));
    }
    all
}

/// Whether a phrase of several words is one of the list.
pub fn is_phrase(phrase: &str) -> bool {
    LINES.iter().any(|line| line.contains(&phrase))
}

/// Every word of the list, for what is misspelled.
pub fn words() -> impl Iterator<Item = &'static str> {
    LINES.iter().flat_map(|line| line.iter().copied()).filter(|word| !word.contains(' '))
}

/// The longest phrase of the list, in words.
pub const PHRASE_WORDS_MAX: usize = 3;

/// Lower case, without accents; stems where endings differ.
const LINES: &[&[&str]] = &[
    &["shot", "shots", "vaccine", "vaccin", "immuniz", "jab", "vacuna", "inyeccion"],
    &["flu", "influenza", "gripe"],
    &["covid", "sars-cov-2", "coronavirus"],
    &["sugar", "glucose", "azucar", "glucosa"],
    &["a1c", "hemoglobin a1c", "hba1c", "glycated", "hemoglobina glucosilada"],
    &["diabetes", "diabetic", "sugar disease"],
    &["high blood pressure", "hypertens", "presion alta", "hipertens"],
    &["blood pressure", "presion arterial", "presion", "systolic", "diastolic"],
    &["heart attack", "myocardial infarct", "infarto", "ataque al corazon"],
    &["heart failure", "cardiac failure", "insuficiencia cardiaca"],
    &["heart", "cardi", "corazon"],
    &["stroke", "cerebrovascular", "derrame cerebral", "apoplej"],
    &["high cholesterol", "hyperlipid", "hypercholesterol", "colesterol alto"],
    &["cholesterol", "lipid", "colesterol"],
    &["kidney", "renal", "nephr", "rinon"],
    &["liver", "hepat", "higado"],
    &["lung", "pulmon", "bronch"],
    &["stomach", "gastr", "estomago"],
    &["bowel", "colon", "intestin"],
    &["colonoscopy", "colonoscopia"],
    &["skin", "derm", "cutane", "piel"],
    &["rash", "exanthem", "sarpullido", "erupcion", "urticaria", "hives", "ronchas"],
    &["eye", "ophthalm", "ocular", "retin", "ojo", "vision"],
    &["ear", "otitis", "oido"],
    &["throat", "pharyng", "garganta"],
    &["tooth", "teeth", "dental", "diente"],
    &["knee", "rodilla"],
    &["hip", "cadera"],
    &["shoulder", "hombro"],
    &["back pain", "lumbago", "low back", "dolor de espalda"],
    &["headache", "cephalalg", "migraine", "dolor de cabeza", "migrana"],
    &["bone", "osteo", "hueso"],
    &["joint", "arthr", "articulac"],
    &["broken", "fracture", "fractura", "roto"],
    &["cancer", "malignan", "carcinoma", "tumor"],
    &["surgery", "operation", "ectomy", "plasty", "replacement", "cirugia", "operacion"],
    &["x-ray", "xray", "radiograph", "x ray", "rayos x", "radiografia"],
    &["ct", "ct scan", "computed tomography", "cat scan", "tomografia"],
    &["mri", "magnetic resonance", "resonancia"],
    &["ultrasound", "sonogra", "echo", "ultrasonido", "ecografia"],
    &["ekg", "ecg", "electrocardio"],
    &["blood test", "lab", "laborator", "analisis de sangre"],
    &["blood count", "hemogram", "cbc", "hemograma"],
    &["anemia", "low iron"],
    &["iron", "ferritin", "hierro"],
    &["thyroid", "tsh", "tiroid"],
    &["prostate", "psa", "prostata"],
    &["pap", "cervical", "papanicolau"],
    &["mammogram", "mammogra", "mamografia"],
    &["pregnan", "gestation", "embarazo"],
    &["urine", "urinalysis", "orina"],
    &["infection", "infeccion", "sepsis"],
    &["allergy", "allerg", "alergia"],
    &["asthma", "asma"],
    &["pain", "ache", "dolor"],
    &["painkiller", "analgesic", "acetaminophen", "ibuprofen", "naproxen", "analgesico"],
    &["tylenol", "acetaminophen", "paracetamol"],
    &["advil", "motrin", "ibuprofen", "ibuprofeno"],
    &["aspirin", "acetylsalicylic", "aspirina"],
    &["blood thinner", "anticoagul", "warfarin", "apixaban", "heparin", "anticoagulante"],
    &["water pill", "diuretic", "hydrochlorothiazide", "furosemide", "diuretico"],
    &["antibiotic", "amoxicillin", "azithromycin", "antibiotico"],
    &["pill", "tablet", "capsule", "pastilla", "tableta"],
    &["medicine", "medication", "drug", "medicina", "medicamento"],
    &["weight", "peso"],
    &["height", "estatura", "talla"],
    &["pulse", "heart rate", "pulso"],
    &["fever", "temperature", "fiebre", "temperatura"],
    &["smoking", "tobacco", "smoker", "fumar", "tabaco"],
    &["alcohol", "drinking", "bebida"],
    &["depression", "depressi", "depresion"],
    &["anxiety", "ansiedad"],
    &["sleep", "insomnia", "apnea", "sueno"],
    &["emergency", "emergencia", "urgencias"],
    &["hospital", "inpatient", "admission", "ingreso"],
    &["bill", "claim", "cuenta", "factura"],
    &["insurance", "coverage", "seguro"],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;

    #[test]
    fn an_everyday_word_is_called_what_records_call_it() {
        assert!(called("flu").contains(&"influenza"));
        assert!(called("gripe").contains(&"influenza"));
        assert!(called("x-ray").contains(&"radiograph"));
        assert_eq!(called("xylophone"), ["xylophone"]);
    }

    #[test]
    fn the_list_is_written_as_it_is_looked_for() {
        for word in LINES.iter().flat_map(|line| line.iter()) {
            assert_eq!(fold(word), *word);
            assert!(word.split(' ').count() <= PHRASE_WORDS_MAX || word.len() > 12, "{word}");
        }
    }
}
