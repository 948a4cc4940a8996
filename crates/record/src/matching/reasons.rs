//! The reasons of an answer, as data: the words for them stand in the message catalogs.

use super::birth::BirthFit;
use super::evidence::Evidence;
use super::names::{FamilyFit, GivenFit};

/// One thing that agrees, differs or is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A record number in common.
    RecordNumberSame,
    /// A number in common of which nobody said what it proves.
    NumberSame,
    /// One source refers to both under one address.
    AddressSame,
    /// A plan's or account's number in common: a family's.
    MemberNumberSame,
    /// A social security, licence or passport number in common.
    CitizenNumberSame,
    /// A number in common that several people have.
    SharedNumberSame,
    /// No number in common.
    NoNumber,
    /// One authority knows them by two numbers.
    RecordNumberOther,
    /// Two social security, licence or passport numbers.
    CitizenNumberOther,
    /// Given names agree.
    GivenSame,
    /// The same given name; one tells a further one.
    GivenFewer,
    /// A nickname or another spelling.
    GivenNickname,
    /// An initial.
    GivenInitial,
    /// Given names in another order.
    GivenOrder,
    /// A given name a letter or two off.
    GivenTypo,
    /// The same first name, other further names.
    GivenOtherFurther,
    /// A given name is not told.
    GivenUnknown,
    /// Other given name.
    GivenOther,
    /// Family names agree.
    FamilySame,
    /// One of a double family name.
    FamilyPart,
    /// Family names in another order.
    FamilyOrder,
    /// A family name a letter or two off.
    FamilyTypo,
    /// A family name is not told.
    FamilyUnknown,
    /// Other family name.
    FamilyOther,
    /// Senior and junior.
    OtherGeneration,
    /// One is told as junior or senior, the other is not.
    GenerationUntold,
    /// Birth dates agree.
    BirthSame,
    /// Birth dates agree as far as they are told.
    BirthPartial,
    /// Day and month of the birth date are exchanged.
    BirthExchanged,
    /// One digit of the birth date is another.
    BirthOneDigit,
    /// A birth date is not told.
    BirthUnknown,
    /// Other birth date.
    BirthOther,
    /// Birth dates a generation apart.
    BirthGeneration,
    /// The same sex.
    SexSame,
    /// Other sex.
    SexOther,
    /// The same home.
    HomeSame,
    /// The same telephone or mail address.
    ContactSame,
    /// Born with others.
    Multiple,
}

impl Reason {
    /// Every reason there is.
    pub const ALL: [Self; 38] = [
        Self::RecordNumberSame,
        Self::NumberSame,
        Self::AddressSame,
        Self::MemberNumberSame,
        Self::CitizenNumberSame,
        Self::SharedNumberSame,
        Self::NoNumber,
        Self::RecordNumberOther,
        Self::CitizenNumberOther,
        Self::GivenSame,
        Self::GivenFewer,
        Self::GivenNickname,
        Self::GivenInitial,
        Self::GivenOrder,
        Self::GivenTypo,
        Self::GivenOtherFurther,
        Self::GivenUnknown,
        Self::GivenOther,
        Self::FamilySame,
        Self::FamilyPart,
        Self::FamilyOrder,
        Self::FamilyTypo,
        Self::FamilyUnknown,
        Self::FamilyOther,
        Self::OtherGeneration,
        Self::GenerationUntold,
        Self::BirthSame,
        Self::BirthPartial,
        Self::BirthExchanged,
        Self::BirthOneDigit,
        Self::BirthUnknown,
        Self::BirthOther,
        Self::BirthGeneration,
        Self::SexSame,
        Self::SexOther,
        Self::HomeSame,
        Self::ContactSame,
        Self::Multiple,
    ];

    /// Message id of its words, which also names it where it is kept.
    pub fn word(self) -> &'static str {
        match self {
            Self::RecordNumberSame => "match-record-number-same",
            Self::NumberSame => "match-number-same",
            Self::AddressSame => "match-address-same",
            Self::MemberNumberSame => "match-member-number-same",
            Self::CitizenNumberSame => "match-citizen-number-same",
            Self::SharedNumberSame => "match-shared-number-same",
            Self::NoNumber => "match-no-number",
            Self::RecordNumberOther => "match-record-number-other",
            Self::CitizenNumberOther => "match-citizen-number-other",
            Self::GivenSame => "match-given-same",
            Self::GivenFewer => "match-given-fewer",
            Self::GivenNickname => "match-given-nickname",
            Self::GivenInitial => "match-given-initial",
            Self::GivenOrder => "match-given-order",
            Self::GivenTypo => "match-given-typo",
            Self::GivenOtherFurther => "match-given-other-further",
            Self::GivenUnknown => "match-given-unknown",
            Self::GivenOther => "match-given-other",
            Self::FamilySame => "match-family-same",
            Self::FamilyPart => "match-family-part",
            Self::FamilyOrder => "match-family-order",
            Self::FamilyTypo => "match-family-typo",
            Self::FamilyUnknown => "match-family-unknown",
            Self::FamilyOther => "match-family-other",
            Self::OtherGeneration => "match-other-generation",
            Self::GenerationUntold => "match-generation-untold",
            Self::BirthSame => "match-birth-same",
            Self::BirthPartial => "match-birth-partial",
            Self::BirthExchanged => "match-birth-exchanged",
            Self::BirthOneDigit => "match-birth-one-digit",
            Self::BirthUnknown => "match-birth-unknown",
            Self::BirthOther => "match-birth-other",
            Self::BirthGeneration => "match-birth-generation",
            Self::SexSame => "match-sex-same",
            Self::SexOther => "match-sex-other",
            Self::HomeSame => "match-home-same",
            Self::ContactSame => "match-contact-same",
            Self::Multiple => "match-multiple",
        }
    }

    /// The reason with that word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// Whether it is a difference: pages mark it in words.
    pub fn is_difference(self) -> bool {
        !matches!(
            self,
            Self::RecordNumberSame
                | Self::NumberSame
                | Self::AddressSame
                | Self::MemberNumberSame
                | Self::CitizenNumberSame
                | Self::SharedNumberSame
                | Self::GivenSame
                | Self::FamilySame
                | Self::BirthSame
                | Self::SexSame
                | Self::HomeSame
                | Self::ContactSame
        )
    }
}

pub(super) fn of(evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = of_numbers(evidence);
    reasons.push(match evidence.given {
        GivenFit::Same => Reason::GivenSame,
        // Another of their names tells other further ones.
        GivenFit::Fewer if evidence.further_differs => Reason::GivenOtherFurther,
        GivenFit::Fewer => Reason::GivenFewer,
        GivenFit::Nickname => Reason::GivenNickname,
        GivenFit::Initial => Reason::GivenInitial,
        GivenFit::Order => Reason::GivenOrder,
        GivenFit::Typo => Reason::GivenTypo,
        GivenFit::Unknown => Reason::GivenUnknown,
        GivenFit::OtherFurther => Reason::GivenOtherFurther,
        GivenFit::Other => Reason::GivenOther,
    });
    reasons.push(match evidence.family {
        FamilyFit::Same => Reason::FamilySame,
        FamilyFit::Part => Reason::FamilyPart,
        FamilyFit::Order => Reason::FamilyOrder,
        FamilyFit::Typo => Reason::FamilyTypo,
        FamilyFit::Unknown => Reason::FamilyUnknown,
        FamilyFit::Other => Reason::FamilyOther,
    });
    reasons.extend(evidence.other_generation.then_some(Reason::OtherGeneration));
    reasons.extend(evidence.generation_untold.then_some(Reason::GenerationUntold));
    reasons.push(match evidence.birth {
        BirthFit::Equal => Reason::BirthSame,
        BirthFit::Partial => Reason::BirthPartial,
        BirthFit::Exchanged => Reason::BirthExchanged,
        BirthFit::OneDigit => Reason::BirthOneDigit,
        BirthFit::Unknown => Reason::BirthUnknown,
        BirthFit::Other => Reason::BirthOther,
        BirthFit::Generation => Reason::BirthGeneration,
    });
    let sex = |same| if same { Reason::SexSame } else { Reason::SexOther };
    reasons.extend(evidence.same_sex.map(sex));
    reasons.extend(evidence.same_home.then_some(Reason::HomeSame));
    reasons.extend(evidence.same_contact.then_some(Reason::ContactSame));
    reasons.extend(evidence.is_multiple.then_some(Reason::Multiple));
    reasons
}

fn of_numbers(evidence: &Evidence) -> Vec<Reason> {
    let numbers = &evidence.numbers;
    let said = [
        (numbers.record, Reason::RecordNumberSame),
        (numbers.presumed, Reason::NumberSame),
        (numbers.address, Reason::AddressSame),
        (numbers.citizen, Reason::CitizenNumberSame),
        (numbers.member, Reason::MemberNumberSame),
        (numbers.shared, Reason::SharedNumberSame),
        (numbers.record_differs, Reason::RecordNumberOther),
        (numbers.citizen_differs, Reason::CitizenNumberOther),
    ];
    let mut reasons: Vec<Reason> =
        said.into_iter().filter(|(is_so, _)| *is_so).map(|(_, reason)| reason).collect();
    if reasons.iter().all(|reason| reason.is_difference()) {
        reasons.insert(0, Reason::NoNumber);
    }
    reasons
}
